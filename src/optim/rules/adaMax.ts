/** AdaMax: Adam under the maximum norm. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { descend } from '../transforms/descend.js'
import { type MaxGradient, scaleByMaxGradient } from '../transforms/scaleByMaxGradient.js'
import { type MomentsOptions, momentsRanges } from '../transforms/scaleByMoments.js'

/** Also `beta1`, `beta2` and `epsilon`, as for `adam`. */
export interface AdaMaxOptions extends MomentsOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.002. */
  readonly rate?: number | Schedule
}
export type AdaMaxState<P> = readonly [moments: MaxGradient<P>, descent: Counted]

/**
 * `m ← β₁ m + (1 - β₁) g`, `u ← max(β₂ u, |g| + ε)`, `w ← w - η m̂ / u` with `m̂ = m / (1 - β₁ᵗ)`. Steps do not depend on
 * the gradient's scale and are at most `η (1 - β₁) / (1 - β₁/β₂)`, 1.01 η by default.
 *
 * As PyTorch's and optax's `adamax`, there with ε added inside the maximum too. Keras adds ε to `u` at the end, the paper
 * has none. Throws `RangeError` for options out of range.
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 2.
 */
export const adaMax = <P = any>(options: AdaMaxOptions = {}): Optimizer<P, AdaMaxState<P>> => {
  checkOptions('adaMax', { rate: rateRange, ...momentsRanges }, { ...options })
  const { rate = 2e-3, ...moments } = options
  return chain(scaleByMaxGradient<P>(moments), descend<P>(rate))
}
