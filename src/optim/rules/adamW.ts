/** Adam with decoupled weight decay. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions, rateRange } from '../ranges.js'
import { addWeightDecay } from '../transforms/addWeightDecay.js'
import { descend } from '../transforms/descend.js'
import { type Moments, momentsRanges, scaleByMoments } from '../transforms/scaleByMoments.js'
import type { AdamOptions } from './adam.js'

/** As for `adam`. */
export interface AdamWOptions extends AdamOptions {
  /** Weight decay λ; at least 0. Default 0.01. */
  readonly weightDecay?: number
}
export type AdamWState<P> = readonly [moments: Moments<P>, decay: null, descent: Counted]

/**
 * `w ← w - η (m̂ / (√v̂ + ε) + λ w)` with the moments of `adam`: the decay is not divided by the root mean square, as a
 * penalty in the loss would be. It follows the schedule: step `t` shrinks the parameters by `η(t) λ`.
 *
 * As PyTorch's `AdamW`, whose λ is 0.01 too; optax's `adamw` has λ 1e-4, Keras's `AdamW` 0.004 and ε 1e-7. The paper
 * multiplies λ by the schedule but not by the base rate. Throws `RangeError` for options out of range.
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), algorithm 2.
 */
export const adamW = <P = any>(options: AdamWOptions = {}): Optimizer<P, AdamWState<P>> => {
  checkOptions('adamW', { rate: rateRange, ...momentsRanges, weightDecay: atLeastZero }, { ...options })
  const { rate = 1e-3, weightDecay = 0.01, ...moments } = options
  return chain(scaleByMoments<P>(moments), addWeightDecay<P>(weightDecay), descend<P>(rate))
}
