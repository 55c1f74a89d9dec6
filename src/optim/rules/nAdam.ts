/** Adam with Nesterov's momentum. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { descend } from '../transforms/descend.js'
import {
  type NesterovMoments,
  type NesterovMomentsOptions,
  nesterovMomentsRanges,
  scaleByNesterovMoments,
} from '../transforms/scaleByNesterovMoments.js'

/** Also `beta1`, `beta2`, `epsilon` as for `adam`, and `momentumDecay` ψ (at least 0, default 0.004). */
export interface NAdamOptions extends NesterovMomentsOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.002. */
  readonly rate?: number | Schedule
}
export type NAdamState<P> = readonly [moments: NesterovMoments<P>, descent: Counted]

/**
 * `w ← w - η ((1 - μₜ) g / (1 - Πμ) + μₜ₊₁ m / (1 - μₜ₊₁ Πμ)) / (√v̂ + ε)` with `m`, `v̂` of `adam` and a momentum
 * `μₜ = β₁ (1 - 0.96^(t ψ) / 2)` that warms up; the product is over `μ₁ … μₜ`.
 *
 * As PyTorch's `NAdam` and Keras's `Nadam`, there with rate 0.001 and ε 1e-7. optax's `nadam` keeps the momentum at β₁.
 * Throws `RangeError` for options out of range.
 * Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016).
 */
export const nAdam = <P = any>(options: NAdamOptions = {}): Optimizer<P, NAdamState<P>> => {
  checkOptions('nAdam', { rate: rateRange, ...nesterovMomentsRanges }, { ...options })
  const { rate = 2e-3, ...moments } = options
  return chain(scaleByNesterovMoments<P>(moments), descend<P>(rate))
}
