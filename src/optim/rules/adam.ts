/** Adam. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { descend } from '../transforms/descend.js'
import { type Moments, type MomentsOptions, momentsRanges, scaleByMoments } from '../transforms/scaleByMoments.js'

/** Also `beta1` (from 0 to below 1, default 0.9), `beta2` (the same, default 0.999), `epsilon` (above 0, default 1e-8). */
export interface AdamOptions extends MomentsOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.001. */
  readonly rate?: number | Schedule
}
export type AdamState<P> = readonly [moments: Moments<P>, descent: Counted]

/**
 * `m ← β₁ m + (1 - β₁) g`, `v ← β₂ v + (1 - β₂) g²`, `w ← w - η m̂ / (√v̂ + ε)` with `m̂ = m / (1 - β₁ᵗ)`,
 * `v̂ = v / (1 - β₂ᵗ)`, `t = 1, 2, …`. Steps do not depend on the gradient's scale and are about η, at most
 * `η (1 - β₁) / √((1 - β₂)(1 - β₁²/β₂))`, 7.3 η by default.
 *
 * As PyTorch's `Adam` and optax's `adam`. Keras and TensorFlow add ε before the correction of `v` (the paper's ε̂), by
 * default 1e-7. Throws `RangeError` for options out of range.
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1.
 */
export const adam = <P = any>(options: AdamOptions = {}): Optimizer<P, AdamState<P>> => {
  checkOptions('adam', { rate: rateRange, ...momentsRanges }, { ...options })
  const { rate = 1e-3, ...moments } = options
  return chain(scaleByMoments<P>(moments), descend<P>(rate))
}
