/** AdaMax's transform: mean over the largest recent gradient. */
import { abs } from '../../ops/abs.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { maximum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { type Counted, counted, fromZero } from '../counter.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions } from '../ranges.js'
import { filled } from './filled.js'
import { movingAverage } from './movingAverage.js'
import { type MomentsOptions, momentsRanges } from './scaleByMoments.js'

/** Moving average of gradients, not corrected for its start at 0, and their largest size. */
export interface MaxGradient<P> extends Counted {
  readonly mean: P
  readonly largest: P
}

/**
 * `m = β₁m + (1 - β₁)g`, `u = max(β₂u, |g| + ε)`, step `m̂ / u` with `m̂ = m / (1 - β₁ᵗ)`. Options as for `scaleByMoments`.
 * Ascends: chain it with `descend`. Throws `RangeError` for options out of range. Source: see `adaMax`.
 */
export const scaleByMaxGradient = <P>(options: MomentsOptions = {}): Optimizer<P, MaxGradient<P>> => {
  checkOptions('scaleByMaxGradient', momentsRanges, { ...options })
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  return {
    init: (params) => ({ step: fromZero(), mean: zeros(params), largest: zeros(params) }),
    update: (gradient, before) => {
      const step = counted(before.step)
      const mean = movingAverage(beta1, before.mean, gradient)
      const largest = mapFloats((u, g) => maximum(mul(u, beta2), add(abs(g), epsilon)), before.largest, gradient)
      const ofMean = filled(beta1, step)
      return [mapFloats((m, u) => div(div(m, cast(ofMean, m.dtype)), u), mean, largest), { step, mean, largest }]
    },
  }
}
