/** AdaDelta. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { descend } from '../transforms/descend.js'
import {
  type StepSizes,
  type StepSizesOptions,
  scaleByStepSizes,
  stepSizesRanges,
} from '../transforms/scaleByStepSizes.js'

/** Also `decay` ρ (from 0 to below 1, default 0.9) and `epsilon` (above 0, default 1e-6). */
export interface AdaDeltaOptions extends StepSizesOptions {
  /** Learning rate η: at least 0, or a schedule. Default 1, which is the paper's method. */
  readonly rate?: number | Schedule
}
export type AdaDeltaState<P> = readonly [sizes: StepSizes<P>, descent: Counted]

/**
 * `v ← ρ v + (1 - ρ) g²`, `d = g √(s + ε) / √(v + ε)`, `s ← ρ s + (1 - ρ) d²`, `w ← w - η d`: steps have the units of the
 * parameters and need no rate. ε is under both roots, and the first steps are of the size `√ε`: its known problem is a
 * slow start.
 *
 * As PyTorch's `Adadelta` and optax's `adadelta`. Keras has rate 0.001, ρ 0.95 and ε 1e-7; the paper's experiments
 * ρ 0.95 and ε 1e-6. Throws `RangeError` for options out of range.
 * Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012).
 */
export const adaDelta = <P = any>(options: AdaDeltaOptions = {}): Optimizer<P, AdaDeltaState<P>> => {
  checkOptions('adaDelta', { rate: rateRange, ...stepSizesRanges }, { ...options })
  const { rate = 1, ...sizes } = options
  return chain(scaleByStepSizes<P>(sizes), descend<P>(rate))
}
