/** How optimizers relate to each other and to the curvature of what they descend on. */
import * as fc from 'fast-check'
import {
  accumulateMomentum,
  adaDelta,
  adaGrad,
  adaMax,
  adam,
  amsGrad,
  chain,
  descend,
  gradientDescent,
  lion,
  momentum,
  nAdam,
  nesterov,
  rAdam,
  rmsProp,
  rmsPropCentred,
  rmsPropMomentum,
  scaleByAccumulatedSquares,
  scaleByDeviation,
  scaleByMaxGradient,
  scaleByMaxMoments,
  scaleByMoments,
  scaleByNesterovMoments,
  scaleByRectifiedMoments,
  scaleByRms,
  scaleBySign,
  scaleByStepSizes,
} from '../../src/optim/index.js'
import { type Law, law } from '../law.js'
import { type AnyOptimizer, histories, magnitudes, near, positionsOn, rates, signed, stepsOf } from './trajectory.js'

const curvatures = fc.double({ min: 0.1, max: 10, noNaN: true })
const starts = magnitudes(1)
const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })
const path = (make: (rate: number) => AnyOptimizer, curvature: number, multiple: number, from: number) =>
  positionsOn([curvature], make(multiple / curvature), [from], 12).map(([x]) => x!)
const pairwise = (xs: readonly number[], holds: (before: number, after: number) => boolean): boolean =>
  xs.slice(1).every((x, i) => holds(xs[i]!, x))

/** What gradient descent does on a quadratic of curvature `L`; for any optimizer that steps by `-rate · gradient`. */
export const gradientDescentLaws = (name: string, make: (rate: number) => AnyOptimizer): readonly Law[] => [
  law(
    `${name}: descends without overshooting at rates below 1/L`,
    [curvatures, between(0.05, 0.95), starts],
    (c, k, x) => pairwise(path(make, c, k, x), (a, b) => a * b > 0 && Math.abs(b) < Math.abs(a)),
  ),
  law(`${name}: reaches the minimum in one step at the rate 1/L`, [curvatures, starts], (c, x) =>
    path(make, c, 1, x)
      .slice(1)
      .every((end) => Math.abs(end) <= 1e-14 * Math.abs(x)),
  ),
  law(
    `${name}: oscillates into the minimum at rates from 1/L to 2/L`,
    [curvatures, between(1.05, 1.95), starts],
    (c, k, x) => pairwise(path(make, c, k, x), (a, b) => a * b < 0 && Math.abs(b) < Math.abs(a)),
  ),
  law(`${name}: diverges at rates above 2/L`, [curvatures, between(2.05, 4), starts], (c, k, x) =>
    pairwise(path(make, c, k, x), (a, b) => a * b < 0 && Math.abs(b) > Math.abs(a)),
  ),
]

const signs = (rate: number, gradient: readonly number[]): readonly number[] =>
  gradient.map((g) => -rate * Math.sign(g))

const transforms: Readonly<
  Record<string, { readonly rule: (rate: number) => AnyOptimizer; readonly transform: AnyOptimizer }>
> = {
  momentum: { rule: (rate) => momentum({ rate }), transform: accumulateMomentum() },
  nesterov: { rule: (rate) => nesterov({ rate }), transform: accumulateMomentum({ nesterov: true }) },
  adaGrad: { rule: (rate) => adaGrad({ rate }), transform: scaleByAccumulatedSquares() },
  rmsProp: { rule: (rate) => rmsProp({ rate }), transform: scaleByRms() },
  adam: { rule: (rate) => adam({ rate }), transform: scaleByMoments() },
  adaDelta: { rule: (rate) => adaDelta({ rate }), transform: scaleByStepSizes() },
  rmsPropCentred: { rule: (rate) => rmsPropCentred({ rate }), transform: scaleByDeviation() },
  rmsPropMomentum: {
    rule: (rate) => rmsPropMomentum({ rate }),
    transform: chain(scaleByRms(), accumulateMomentum()),
  },
  amsGrad: { rule: (rate) => amsGrad({ rate }), transform: scaleByMaxMoments() },
  nAdam: { rule: (rate) => nAdam({ rate }), transform: scaleByNesterovMoments() },
  rAdam: { rule: (rate) => rAdam({ rate }), transform: scaleByRectifiedMoments() },
  adaMax: { rule: (rate) => adaMax({ rate }), transform: scaleByMaxGradient() },
  lion: { rule: (rate) => lion({ rate }), transform: scaleBySign() },
}

/** How the optimizers of this library meet where their options make them one. */
export const optimizerRelations: readonly Law[] = [
  ...Object.entries(transforms).map(([name, { rule, transform }]) =>
    law(`${name}: is its transform, with the same defaults, and a descent`, [rates, histories(signed)], (rate, given) =>
      near(0)(stepsOf(rule(rate), given), stepsOf(chain(transform, descend(rate)), given)),
    ),
  ),
  law('momentum: without decay is gradient descent', [rates, histories(signed)], (rate, given) =>
    near(0)(stepsOf(momentum({ rate, decay: 0 }), given), stepsOf(gradientDescent({ rate }), given)),
  ),
  law('nesterov: without decay is gradient descent', [rates, histories(signed)], (rate, given) =>
    near(0)(stepsOf(nesterov({ rate, decay: 0 }), given), stepsOf(gradientDescent({ rate }), given)),
  ),
  law(
    'momentum: gradients that agree add up to 1/(1 - decay) times the rate',
    [rates, between(0, 0.7), magnitudes(1)],
    (rate, decay, g) => {
      const steps = stepsOf(
        momentum({ rate, decay }),
        Array.from({ length: 80 }, () => [g]),
      )
      return near(1e-9)([steps.at(-1)!], [[(-rate * g) / (1 - decay)]])
    },
  ),
  law('rmsProp: without decay steps by the rate along the sign', [rates, histories(magnitudes(1))], (rate, given) =>
    near(1e-6)(
      stepsOf(rmsProp({ rate, decay: 0 }), given),
      given.map((g) => signs(rate, g)),
    ),
  ),
  law('adam: without decays steps by the rate along the sign', [rates, histories(magnitudes(1))], (rate, given) =>
    near(1e-6)(
      stepsOf(adam({ rate, beta1: 0, beta2: 0 }), given),
      given.map((g) => signs(rate, g)),
    ),
  ),
  law('adam: under a constant gradient every step is the rate along its sign', [rates, magnitudes(1)], (rate, g) =>
    near(1e-6)(
      stepsOf(
        adam({ rate }),
        Array.from({ length: 20 }, () => [g]),
      ),
      Array.from({ length: 20 }, () => signs(rate, [g])),
    ),
  ),
  law('rmsPropMomentum: without momentum is RMSProp', [rates, histories(signed)], (rate, given) =>
    near(0)(stepsOf(rmsPropMomentum({ rate, momentum: 0 }), given), stepsOf(rmsProp({ rate }), given)),
  ),
  law('amsGrad: is Adam while squares grow', [rates, histories(magnitudes(1))], (rate, given) => {
    const growing = given.map((g, t) => g.map((x) => (x * 10 ** (2 * t)) / Math.abs(x)))
    return near(1e-12)(stepsOf(amsGrad({ rate }), growing), stepsOf(adam({ rate }), growing))
  }),
  law('amsGrad: never steps further than Adam', [rates, histories(signed)], (rate, given) => {
    const ofAdam = stepsOf(adam({ rate }), given)
    return stepsOf(amsGrad({ rate }), given).every((step, t) =>
      step.every((x, k) => Math.abs(x) <= Math.abs(ofAdam[t]![k]!) * (1 + 1e-12)),
    )
  }),
  law('lion: every coordinate moves by the rate', [rates, histories(magnitudes(2))], (rate, given) =>
    stepsOf(lion({ rate }), given).every((step) => step.every((x) => Math.abs(x) === rate || x === 0)),
  ),
  law('adaGrad: under a constant gradient step t is the rate over √t', [rates, magnitudes(1)], (rate, g) =>
    near(1e-6)(
      stepsOf(
        adaGrad({ rate }),
        Array.from({ length: 20 }, () => [g]),
      ),
      Array.from({ length: 20 }, (_, t) => signs(rate / Math.sqrt(t + 1), [g])),
    ),
  ),
]
