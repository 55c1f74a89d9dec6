/** Lion. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { addWeightDecay } from '../transforms/addWeightDecay.js'
import { descend } from '../transforms/descend.js'
import { type MeanGradient, type SignOptions, scaleBySign, signRanges } from '../transforms/scaleBySign.js'

/** Also `beta1` (from 0 to below 1, default 0.9) and `beta2` (the same, default 0.99). */
export interface LionOptions extends SignOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.0001. */
  readonly rate?: number | Schedule
  /** Decoupled weight decay λ; at least 0. Default 0. */
  readonly weightDecay?: number
}
export type LionState<P> = readonly [momentum: MeanGradient<P>, decay: null, descent: Counted]

/**
 * `w ← w - η (sign(β₁ m + (1 - β₁) g) + λ w)`, then `m ← β₂ m + (1 - β₂) g`: every coordinate moves by η, so it wants a
 * rate some three to ten times smaller than Adam's, and a decay as many times larger. There is no ε.
 *
 * As the paper and optax's `lion`, whose λ is 0.001; Keras's `Lion` has rate 0.001. Throws `RangeError` for options out
 * of range. Source: Chen et al., "Symbolic discovery of optimization algorithms" (2023), algorithm 2.
 */
export const lion = <P = any>(options: LionOptions = {}): Optimizer<P, LionState<P>> => {
  checkOptions('lion', { rate: rateRange, ...signRanges, weightDecay: atLeastZero }, { ...options })
  const { rate = 1e-4, weightDecay = 0, ...signs } = options
  return chain(scaleBySign<P>(signs), addWeightDecay<P>(weightDecay), descend<P>(rate))
}
