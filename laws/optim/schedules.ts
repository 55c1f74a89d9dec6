/** Laws of schedules, and of optimizers that follow one. */
import * as fc from 'fast-check'
import { input, type Scalar, scalar } from '../../src/core/index.js'
import { readScalar } from '../../src/engine/index.js'
import { constant, type Schedule, type ScheduleEntry, stepDecay } from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { type AnyOptimizer, histories, near, rates, signed, stepsAt, stepsOf } from './trajectory.js'

const steps = fc.nat({ max: 100_000 })
const rateAt = (schedule: Schedule, t: number): number => readScalar(schedule(scalar(t, 'i32')))

/** Laws of any schedule, the user's own included. */
export const scheduleLaws = (
  name: string,
  schedule: Schedule,
  { nonIncreasing = false }: Partial<Pick<ScheduleEntry, 'nonIncreasing'>> = {},
): readonly Law[] => [
  law(`${name}: the rate is a finite scalar of f64, at least 0`, [steps], (t) => {
    const rate = schedule(scalar(t, 'i32'))
    return (
      rate.dtype === 'f64' &&
      rate.shape.length === 0 &&
      rateAt(schedule, t) >= 0 &&
      Number.isFinite(rateAt(schedule, t))
    )
  }),
  law(`${name}: one expression serves all steps`, [steps], (t) => {
    const expression = schedule(input('t', [], 'i32') as Scalar<'i32'>)
    return readScalar(expression, { inputs: { t: scalar(t, 'i32') } }) === rateAt(schedule, t)
  }),
  ...(nonIncreasing
    ? [
        law(
          `${name}: never rises`,
          [fc.nat({ max: 200 }), fc.nat({ max: 200 })],
          (t, later) => rateAt(schedule, t + later) <= rateAt(schedule, t),
        ),
      ]
    : []),
]

export const stairs = fc.record({
  rate: rates,
  factor: fc.double({ min: 0.1, max: 1, noNaN: true }),
  every: fc.integer({ min: 1, max: 50 }),
})

/** What the schedules of this library are, written down a second time on plain numbers. */
export const scheduleDefinitions: readonly Law[] = [
  law('constant: is the rate at every step', [rates, steps], (rate, t) => rateAt(constant(rate), t) === rate),
  law('stepDecay: is rate · factor^⌊t / every⌋', [stairs, fc.nat({ max: 500 })], (options, t) => {
    const expected = options.rate * options.factor ** Math.floor(t / options.every)
    return near(1e-12)([[rateAt(stepDecay(options), t)]], [[expected]])
  }),
  law(
    'stepDecay: drops by the factor at multiples of every, and nowhere else',
    [stairs, fc.integer({ min: 1, max: 200 })],
    (options, t) => {
      const [before, after] = [rateAt(stepDecay(options), t - 1), rateAt(stepDecay(options), t)]
      return t % options.every === 0 ? near(1e-12)([[after]], [[before * options.factor]]) : after === before
    },
  ),
]

/** Laws of an optimizer whose rate may be a schedule. */
export const scheduledRateLaws = (name: string, make: (rate: number | Schedule) => AnyOptimizer): readonly Law[] => [
  law(`${name}: a constant schedule is its number`, [rates, histories(signed)], (rate, given) =>
    near(0)(stepsOf(make(constant(rate)), given), stepsOf(make(rate), given)),
  ),
  law(
    `${name}: step t is that of the rate 1 times schedule(t), counted from 0, decay included`,
    [stairs, histories(signed)],
    (options, given) => {
      const schedule = stepDecay({ ...options, every: 2 })
      const expected = stepsAt(make(1), given).map((step, t) => step.map((x) => x * rateAt(schedule, t)))
      return near(1e-12)(stepsAt(make(schedule), given), expected)
    },
  ),
]
