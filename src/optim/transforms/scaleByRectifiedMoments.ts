/** RAdam's transform: adaptive once the root mean square can be trusted. */
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { greater } from '../../ops/compare.js'
import { div } from '../../ops/div.js'
import { maximum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { sqrt } from '../../ops/sqrt.js'
import { sub } from '../../ops/sub.js'
import { broadcastTo } from '../../ops/sum.js'
import { where } from '../../ops/where.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions } from '../ranges.js'
import { filled } from './filled.js'
import { type Moments, type MomentsOptions, moments, momentsRanges } from './scaleByMoments.js'

/**
 * `m̂`, `v` as in `scaleByMoments`, `ρ∞ = 2/(1 - β₂) - 1`, `ρ = ρ∞ - 2 t β₂ᵗ / (1 - β₂ᵗ)`; step `m̂` while `ρ ≤ 5`, then
 * `r m̂ √(1 - β₂ᵗ) / (√v + ε)` with `r² = (ρ - 4)(ρ - 2) ρ∞ / ((ρ∞ - 4)(ρ∞ - 2) ρ)`. Ascends: chain it with `descend`.
 * Throws `RangeError` for options out of range. Source: see `rAdam`.
 */
export const scaleByRectifiedMoments = <P>(options: MomentsOptions = {}): Optimizer<P, Moments<P>> => {
  checkOptions('scaleByRectifiedMoments', momentsRanges, { ...options })
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const { init, next } = moments(beta1, beta2)
  const longest = 2 / (1 - beta2) - 1
  return {
    init,
    update: (gradient, before) => {
      const after = next(before, gradient)
      const [ofMean, ofSquare] = [filled(beta1, after.step), filled(beta2, after.step)]
      const t = cast(after.step, 'f64')
      const length = sub(longest, mul(2, mul(t, div(sub(1, ofSquare), ofSquare))))
      const trusted = greater(length, 5)
      const safe = maximum(length, 5) // what is not chosen must not be NaN
      const variance = div(
        mul(mul(sub(safe, 4), sub(safe, 2)), longest),
        mul(safe, Math.max((longest - 4) * (longest - 2), Number.MIN_VALUE)),
      )
      const factor = mul(sqrt(variance), sqrt(ofSquare))
      const step = (m: any, v: any) => {
        const mean = div(m, cast(ofMean, m.dtype))
        const adaptive = div(mul(mean, cast(factor, m.dtype)), add(sqrt(v), epsilon))
        return where(broadcastTo(trusted, m.shape), adaptive, mean)
      }
      return [mapFloats(step, after.mean, after.square), after]
    },
  }
}
