/** AMSGrad's transform: mean over the largest root mean square so far. */
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { maximum } from '../../ops/maximum.js'
import { sqrt } from '../../ops/sqrt.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions } from '../ranges.js'
import { filled } from './filled.js'
import { type Moments, type MomentsOptions, moments, momentsRanges } from './scaleByMoments.js'

/** Moving averages, and the largest that the squares have been. */
export interface MaxMoments<P> extends Moments<P> {
  readonly largest: P
}

/**
 * `m` and `v` as in `scaleByMoments`, `u = max(u, v)`, step `m̂ / (√û + ε)` with `û = u / (1 - β₂ᵗ)`. Ascends: chain it
 * with `descend`. Throws `RangeError` for options out of range. Source: see `amsGrad`.
 */
export const scaleByMaxMoments = <P>(options: MomentsOptions = {}): Optimizer<P, MaxMoments<P>> => {
  checkOptions('scaleByMaxMoments', momentsRanges, { ...options })
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const { init, next } = moments(beta1, beta2)
  return {
    init: (params) => ({ ...init(params), largest: zeros(params) }),
    update: (gradient, before) => {
      const after = next(before, gradient)
      const largest = mapFloats((u, v) => maximum(u, v), before.largest, after.square)
      const [ofMean, ofSquare] = [filled(beta1, after.step), filled(beta2, after.step)]
      const ratio = (m: any, u: any) =>
        div(div(m, cast(ofMean, m.dtype)), add(sqrt(div(u, cast(ofSquare, u.dtype))), epsilon))
      return [mapFloats(ratio, after.mean, largest), { ...after, largest }]
    },
  }
}
