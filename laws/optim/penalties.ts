/** Laws of transforms that look at the parameters: penalties, decay, and steps in proportion to them. */
import * as fc from 'fast-check'
import { literal } from '../../src/core/index.js'
import { grad } from '../../src/grad/index.js'
import { abs, mul, square, sum } from '../../src/ops/index.js'
import {
  adam,
  adamW,
  addL1,
  addWeightDecay,
  chain,
  descend,
  gradientDescent,
  lamb,
  lion,
  type Optimizer,
  type Schedule,
  scaleByMoments,
  scaleByTrustRatio,
  stepDecay,
} from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { stairs } from './schedules.js'
import { magnitudes, near, numbersOf, rates, respond, signed, vector } from './trajectory.js'

const points = fc
  .array(fc.tuple(signed, signed), { minLength: 1, maxLength: 4 })
  .map((pairs) => [pairs.map(([w]) => w), pairs.map(([, g]) => g)] as const)
const penalties = fc.double({ min: 0, max: 2, noNaN: true })
const after = (optimizer: Optimizer<any, any>, w: readonly number[], gradients: readonly (readonly number[])[]) =>
  respond(optimizer, vector(w), gradients.map(vector)).map(({ params }) => numbersOf(params))
const step = (optimizer: Optimizer<any, any>, w: readonly number[], g: readonly number[]) => {
  const params = vector(w)
  return numbersOf(optimizer.update(vector(g), optimizer.init(params), params)[0])
}
const plus = (a: readonly number[], b: readonly number[]): readonly number[] => a.map((x, i) => x + b[i]!)

/** Every rule with decoupled decay, for a rate and a decay. */
const decaying: Readonly<Record<string, (rate: number | Schedule, weightDecay: number) => Optimizer<any, any>>> = {
  adamW: (rate, weightDecay) => adamW({ rate, weightDecay }),
  lion: (rate, weightDecay) => lion({ rate, weightDecay }),
}

export const penaltyLaws: readonly Law[] = [
  law('addWeightDecay: adds the gradient of λ/2 · ‖w‖²', [points, penalties], ([w, g], penalty) => {
    const of = grad((x: any) => mul(sum(square<any, any>(x)), penalty / 2))(vector(w))
    return near(1e-14)([step(addWeightDecay(penalty), w, g)], [plus(g, numbersOf(of))])
  }),
  law('addL1: adds the gradient of λ · ‖w‖₁', [points, penalties], ([w, g], penalty) => {
    const of = grad((x: any) => mul(sum(abs<any, any>(x)), penalty))(vector(w))
    return near(1e-14)([step(addL1(penalty), w, g)], [plus(g, numbersOf(of))])
  }),
  law(
    'addWeightDecay: before gradient descent and after it, within the rate, are one',
    [points, rates, penalties],
    ([w, g], rate, penalty) =>
      near(1e-14)(
        [step(chain(addWeightDecay(penalty), gradientDescent({ rate })), w, g)],
        [
          plus(
            step(gradientDescent({ rate }), w, g),
            w.map((x) => -rate * penalty * x),
          ),
        ],
      ),
  ),
  ...Object.entries(decaying).flatMap(([name, make]) => [
    law(`${name}: without decay steps as it would on any parameters`, [points, rates], ([w, g], rate) =>
      near(0)([step(make(rate, 0), w, g)], [step(make(rate, 0), [...w].fill(0), g)]),
    ),
    law(
      `${name}: without gradients, step t shrinks the parameters by schedule(t) times the decay`,
      [points, stairs, fc.double({ min: 0, max: 0.9, noNaN: true })],
      ([w], options, decay) => {
        const { rate, factor } = options
        const schedule = stepDecay({ rate, factor, every: 1 })
        const zero = w.map(() => 0)
        const factors = [1 - rate * decay, (1 - rate * decay) * (1 - rate * factor * decay)]
        return near(1e-12)(
          after(make(schedule, decay), w, [zero, zero]),
          factors.map((f) => w.map((x) => x * f)),
        )
      },
    ),
  ]),
  law('adamW: without decay is Adam', [points, rates], ([w, g], rate) =>
    near(0)([step(adamW({ rate, weightDecay: 0 }), w, g)], [step(adam({ rate }), w, g)]),
  ),
  law(
    'scaleByTrustRatio: every leaf steps by its own length, along the gradient',
    [points, magnitudes(2)],
    ([w, g], size) => {
      const length = (xs: readonly number[]) => Math.hypot(...xs)
      const params = { a: vector(w), b: { c: literal([1], [size], 'f64') } }
      const gradient = { a: vector(g), b: { c: literal([1], [3], 'f64') } }
      const { a, b } = scaleByTrustRatio<typeof params>().update(gradient, null, params)[0]
      const ratio = length(w) === 0 || length(g) === 0 ? 1 : length(w) / length(g)
      return near(1e-13)([numbersOf(a), numbersOf(b)], [g.map((x) => x * ratio), [Math.abs(size)]])
    },
  ),
  law('lamb: steps by the rate times the length of the parameters', [points, rates], ([w, g], rate) => {
    const length = (xs: readonly number[]) => Math.hypot(...xs)
    if (length(w) === 0 || length(g) === 0) return true
    return near(1e-12)([[length(step(lamb({ rate }), w, g))]], [[rate * length(w)]])
  }),
  law('lamb: is its transforms and a descent', [points, rates], ([w, g], rate) =>
    near(0)(
      [step(lamb({ rate }), w, g)],
      [step(chain(scaleByMoments({ epsilon: 1e-6 }), scaleByTrustRatio(), descend(rate)), w, g)],
    ),
  ),
]
