/** LAMB: Adam with a rate for each layer, for large batches. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions, rateRange } from '../ranges.js'
import { addWeightDecay } from '../transforms/addWeightDecay.js'
import { descend } from '../transforms/descend.js'
import { type Moments, momentsRanges, scaleByMoments } from '../transforms/scaleByMoments.js'
import { scaleByTrustRatio } from '../transforms/scaleByTrustRatio.js'
import type { AdamWOptions } from './adamW.js'

export type LambState<P> = readonly [moments: Moments<P>, decay: null, trust: null, descent: Counted]

/**
 * `u = m̂ / (√v̂ + ε) + λ w` with the moments of `adam`, then on every leaf `w ← w - η u ‖w‖ / ‖u‖`: the step is η times
 * the length of the parameters, however long the gradient. Where `w` or `u` is all 0 the ratio is 1. Options as for
 * `adamW`, but ε is 1e-6 and λ is 0 by default.
 *
 * As the paper, with the identity for its φ, and optax's `lamb`. Keras's `Lamb` has ε 1e-7. Throws `RangeError` for options
 * out of range. Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes" (2020).
 */
export const lamb = <P = any>(options: AdamWOptions = {}): Optimizer<P, LambState<P>> => {
  checkOptions('lamb', { rate: rateRange, ...momentsRanges, weightDecay: atLeastZero }, { ...options })
  const { rate = 1e-3, weightDecay = 0, epsilon = 1e-6, ...betas } = options
  return chain(
    scaleByMoments<P>({ ...betas, epsilon }),
    addWeightDecay<P>(weightDecay),
    scaleByTrustRatio<P>(),
    descend<P>(rate),
  )
}
