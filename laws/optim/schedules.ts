/** Laws of schedules, and of optimizers that follow one. */
import * as fc from 'fast-check'
import { input, type Scalar, scalar } from '../../src/core/index.js'
import { compile, readScalar } from '../../src/engine/index.js'
import {
  constant,
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  linear,
  oneCycle,
  polynomialDecay,
  type Schedule,
  sequence,
  stepDecay,
  warmUp,
} from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { type AnyOptimizer, histories, near, rates, signed, stepsAt, stepsOf } from './trajectory.js'

const steps = fc.nat({ max: 100_000 })
const rateAt = (schedule: Schedule, t: number): number => readScalar(schedule(scalar(t, 'i32')))

/** What may be claimed of a schedule; what is left out is not checked. */
export interface ScheduleClaims {
  /** The rate never rises. */
  readonly nonIncreasing?: boolean
  /** The first rate. */
  readonly first?: number
  /** The largest rate, which some step reaches. */
  readonly largest?: number
}
const early = Array.from({ length: 120 }, (_, t) => t)
const earlyRates = (schedule: Schedule): readonly number[] => {
  const planned = compile(schedule)
  return early.map((t) => readScalar(planned(scalar(t, 'i32'))))
}

/** Laws of any schedule, the user's own included. */
export const scheduleLaws = (
  name: string,
  schedule: Schedule,
  { nonIncreasing = false, first, largest }: ScheduleClaims = {},
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
          (t, later) => rateAt(schedule, t + later) <= rateAt(schedule, t) * (1 + 1e-14),
        ),
      ]
    : []),
  ...(first === undefined
    ? []
    : [law(`${name}: begins at ${first}`, [fc.constant(0)], (t) => near(1e-12)([[rateAt(schedule, t)]], [[first]]))]),
  ...(largest === undefined
    ? []
    : [
        law(`${name}: never lies above ${largest}`, [steps], (t) => rateAt(schedule, t) <= largest * (1 + 1e-12)),
        law(
          `${name}: comes up to ${largest} in its first 120 steps`,
          [fc.constant(largest)],
          (top) => Math.max(...earlyRates(schedule)) >= top * 0.99,
        ),
      ]),
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

const lengths = fc.integer({ min: 1, max: 60 })
const times = fc.nat({ max: 200 })
/** Schedules of several kinds, for laws of what is made of them. */
const some = fc.constantFrom<Schedule>(
  constant(0.3),
  stepDecay({ rate: 0.4, every: 3 }),
  cosineDecay({ rate: 0.5, steps: 17 }),
  oneCycle({ peak: 0.2, steps: 30 }),
)
const half = (p: number): number => (1 + Math.cos(Math.PI * p)) / 2
const equal = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.max(1e-3, Math.abs(b))

/** The others, and what they have to do with each other. */
export const scheduleRelations: readonly Law[] = [
  law(
    'exponentialDecay: is stairs of one step',
    [rates, fc.double({ min: 0.5, max: 1, noNaN: true }), times],
    (rate, factor, t) =>
      equal(rateAt(exponentialDecay({ rate, factor }), t), rateAt(stepDecay({ rate, factor, every: 1 }), t)),
  ),
  law('linear: goes by equal steps, and stays', [rates, rates, lengths, times], (from, to, steps, t) =>
    equal(rateAt(linear({ from, to, steps }), t), t >= steps ? to : from + ((to - from) * t) / steps),
  ),
  law('polynomialDecay: of power 1 is linear', [rates, rates, lengths, times], (rate, end, steps, t) =>
    equal(rateAt(polynomialDecay({ rate, end, steps }), t), rateAt(linear({ from: rate, to: end, steps }), t)),
  ),
  law('cosineDecay: is half a cosine, and stays', [rates, rates, lengths, times], (rate, end, steps, t) =>
    equal(rateAt(cosineDecay({ rate, end, steps }), t), end + (rate - end) * half(Math.min(t / steps, 1))),
  ),
  law(
    'cosineRestarts: its first round is cosineDecay',
    [rates, lengths, fc.integer({ min: 1, max: 3 })],
    (rate, steps, growth) =>
      Array.from({ length: steps }, (_, t) => t).every((t) =>
        equal(rateAt(cosineRestarts({ rate, steps, growth }), t), rateAt(cosineDecay({ rate, steps }), t)),
      ),
  ),
  law(
    'cosineRestarts: each round begins at the rate again, at steps · (growthⁱ - 1) / (growth - 1), however late',
    [fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 5 }), fc.nat({ max: 12 })],
    (steps, growth, round) => {
      const start = Array.from({ length: round }, (_, i) => steps * growth ** i).reduce((a, b) => a + b, 0)
      const length = steps * growth ** round
      if (start > 2 ** 30) return true
      const schedule = cosineRestarts({ rate: 1, steps, growth })
      const before = half(1 - growth / length)
      return rateAt(schedule, start) === 1 && (round === 0 || equal(rateAt(schedule, start - 1), before))
    },
  ),
  law('oneCycle: peaks where the rise ends', [rates, fc.integer({ min: 1, max: 20 })], (peak, tens) =>
    equal(rateAt(oneCycle({ peak, steps: 10 * tens, rise: 0.5 }), 5 * tens - 1), peak),
  ),
  law(
    'sequence: each schedule counts its own steps',
    [some, some, some, lengths, lengths, times],
    (f, g, h, m, n, t) => {
      const expected = t < m ? rateAt(f, t) : t < m + n ? rateAt(g, t - m) : rateAt(h, t - m - n)
      const both = sequence(
        [
          { schedule: f, steps: m },
          { schedule: g, steps: n },
        ],
        h,
      )
      return rateAt(both, t) === expected
    },
  ),
  law('warmUp: rises by equal steps, then is the schedule', [some, lengths, times], (schedule, steps, t) => {
    const expected = t < steps ? (rateAt(schedule, 0) * (t + 1)) / (steps + 1) : rateAt(schedule, t - steps)
    return equal(rateAt(warmUp(schedule, steps), t), expected)
  }),
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
