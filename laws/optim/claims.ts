/** Laws of what may be claimed of an optimizer, one each. */
import * as fc from 'fast-check'
import { fold } from '../../src/engine/index.js'
import { mul } from '../../src/ops/index.js'
import { applyStep, type OptimizerFacts } from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import type { Recurrence } from './recurrences.js'
import {
  type AnyOptimizer,
  type History,
  histories,
  magnitudes,
  near,
  numbersOf,
  rates,
  respond,
  scaled,
  signed,
  stepsOf,
  vector,
} from './trajectory.js'

export const coordinatewise = (name: string, make: (rate: number) => AnyOptimizer): Law =>
  law(
    `${name}: each coordinate moves as it would alone, whatever tree it stands in`,
    [rates, histories(signed)],
    (rate, given) => {
      const apart = given.map((g) => ({ of: g.map((x) => ({ alone: vector([x]) })) }))
      const params = { of: given[0]!.map(() => ({ alone: vector([1]) })) }
      const steps = respond(make(rate), params, apart).map(({ step }) => numbersOf(step))
      return near(1e-14)(steps, stepsOf(make(rate), given))
    },
  )

export const bounded = (name: string, make: (rate: number) => AnyOptimizer, multiple: number): Law =>
  law(
    `${name}: no step is larger than ${multiple} times the rate`,
    [rates, histories(magnitudes(3), 8)],
    (rate, given) =>
      stepsOf(make(rate), given).every((step) => step.every((x) => Math.abs(x) <= multiple * rate * (1 + 1e-9))),
  )

export const scaleInvariant = (name: string, make: (rate: number) => AnyOptimizer): Law =>
  law(
    `${name}: steps do not depend on the scale of the gradients`,
    [rates, histories(magnitudes(1)), fc.double({ min: 1, max: 1e4, noNaN: true })],
    (rate, given, factor) => near(1e-4)(stepsOf(make(rate), scaled(factor, given)), stepsOf(make(rate), given)),
  )

export const linear = (name: string, make: (rate: number) => AnyOptimizer): Law =>
  law(
    `${name}: steps are linear in the gradients`,
    [rates, histories(fc.integer({ min: -9, max: 9 })), signed, signed],
    (rate, given, a, b) => {
      const others = given.map((g) => g.map((x) => 1 - x * x))
      const mixed = given.map((g, i) => g.map((x, k) => a * x + b * others[i]![k]!))
      const [f, g] = [stepsOf(make(rate), given), stepsOf(make(rate), others)]
      const expected = f.map((step, i) => step.map((x, k) => a * x + b * g[i]![k]!))
      const size = Math.max(...f.flat().map(Math.abs), ...g.flat().map(Math.abs))
      return stepsOf(make(rate), mixed).every((step, i) =>
        step.every((x, k) => Math.abs(x - expected[i]![k]!) <= 1e-12 * size),
      )
    },
  )

const axes = fc.array(
  fc.record({
    curvature: fc.double({ min: 0.5, max: 2, noNaN: true }),
    start: fc.double({ min: -2, max: 2, noNaN: true }),
  }),
  { minLength: 1, maxLength: 3 },
)
interface Descent {
  readonly params: any
  readonly state: any
}
export const reaches = (
  name: string,
  make: (rate: number) => AnyOptimizer,
  { rate, steps, within }: NonNullable<OptimizerFacts['reaches']>,
): Law => {
  const optimizer = make(rate)
  const run = fold(({ params, state }: Descent, curvatures: any): Descent => {
    const [step, next] = optimizer.update(mul(curvatures, params), state, params)
    return { params: applyStep(params, step), state: next }
  })
  return law(
    `${name}: comes within ${within} of the minimum of a quadratic in ${steps} steps at rate ${rate}`,
    [axes],
    (drawn) => {
      const curvatures = vector(drawn.map(({ curvature }) => curvature))
      const params = vector(drawn.map(({ start }) => start))
      const end = run({ params, state: optimizer.init(params) }, Array(steps).fill(curvatures))
      return numbersOf(end.params).every((x) => Math.abs(x) <= within)
    },
  )
}

export const textbook = (name: string, make: (rate: number) => AnyOptimizer, recurrence: Recurrence): Law =>
  law(
    `${name}: steps are those of the textbook`,
    [rates, histories(signed), fc.constantFrom(1, 1e-4, 1e-8, 1e-10)],
    (rate, drawn, size) => {
      const given: History = scaled(size, drawn)
      let positions = given[0]!.map(() => 1)
      const expected = given.map((g, t) => {
        const step = g.map((_, k) => {
          const past = given.slice(0, t + 1).map((one) => one[k]!)
          return -rate * recurrence(past, positions[k]!)
        })
        positions = positions.map((x, k) => x + step[k]!)
        return step
      })
      return near(1e-9)(stepsOf(make(rate), given), expected)
    },
  )
