/** NAdam's transform: the mean looks one step ahead, over the root mean square. */
import { type Scalar, scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { exp } from '../../ops/exp.js'
import { mul } from '../../ops/mul.js'
import { sqrt } from '../../ops/sqrt.js'
import { sub } from '../../ops/sub.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions } from '../ranges.js'
import { filled } from './filled.js'
import { type Moments, type MomentsOptions, moments, momentsRanges } from './scaleByMoments.js'

/** As for `scaleByMoments`. */
export interface NesterovMomentsOptions extends MomentsOptions {
  /** How fast the momentum rises from β₁/2 to β₁, ψ: at least 0. Default 0.004. */
  readonly momentumDecay?: number
}
export const nesterovMomentsRanges = { ...momentsRanges, momentumDecay: atLeastZero }

/** Moving averages, and the product of all momenta so far. */
export interface NesterovMoments<P> extends Moments<P> {
  readonly product: Scalar<'f64'>
}

/**
 * `m`, `v`, `v̂` as in `scaleByMoments`, `μₜ = β₁ (1 - 0.96^(t ψ) / 2)`, step
 * `((1 - μₜ) g / (1 - Πμ) + μₜ₊₁ m / (1 - μₜ₊₁ Πμ)) / (√v̂ + ε)` with the product over `μ₁ … μₜ`. Ascends: chain it with
 * `descend`. Throws `RangeError` for options out of range. Source: see `nAdam`.
 */
export const scaleByNesterovMoments = <P>(options: NesterovMomentsOptions = {}): Optimizer<P, NesterovMoments<P>> => {
  checkOptions('scaleByNesterovMoments', nesterovMomentsRanges, { ...options })
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentumDecay = 0.004 } = options
  const { init, next } = moments(beta1, beta2)
  const momentum = (t: Scalar<'f64'>): Scalar<'f64'> =>
    mul(beta1, sub(1, mul(0.5, exp(mul(t, momentumDecay * Math.log(0.96))))))
  return {
    init: (params) => ({ ...init(params), product: scalar(1, 'f64') }),
    update: (gradient, before) => {
      const after = next(before, gradient)
      const t = cast(after.step, 'f64')
      const [now, ahead] = [momentum(t), momentum(add(t, 1))]
      const product = mul(before.product, now)
      const ofGradient = div(sub(1, now), sub(1, product))
      const ofMean = div(ahead, sub(1, mul(product, ahead)))
      const ofSquare = filled(beta2, after.step)
      const ratio = (g: any, m: any, v: any) =>
        div(
          add(mul(g, cast(ofGradient, g.dtype)), mul(m, cast(ofMean, m.dtype))),
          add(sqrt(div(v, cast(ofSquare, v.dtype))), epsilon),
        )
      return [mapFloats(ratio, gradient, after.mean, after.square), { ...after, product }]
    },
  }
}
