/** RMSProp. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { descend } from '../transforms/descend.js'
import { type MeanSquare, type RmsOptions, rmsRanges, scaleByRms } from '../transforms/scaleByRms.js'

/** Also `decay` α (from 0 to below 1, default 0.99) and `epsilon` (above 0, default 1e-8). */
export interface RmsPropOptions extends RmsOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.01. */
  readonly rate?: number | Schedule
}
export type RmsPropState<P> = readonly [square: MeanSquare<P>, descent: Counted]

/**
 * `v ← α v + (1 - α) g²`, `w ← w - η g / (√v + ε)`. The average is not corrected for its start at 0, so early steps are
 * large, up to `η / √(1 - α)`; with `α = 0` each step is η along the sign of the gradient.
 *
 * As PyTorch's `RMSprop`, plain. Keras and optax default to α = 0.9 and put ε under the root, `g / √(v + ε)`, Keras with
 * ε 1e-7; TensorFlow 1 starts `v` at 1.
 * Throws `RangeError` for options out of range.
 * Source: Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
 */
export const rmsProp = <P = any>(options: RmsPropOptions = {}): Optimizer<P, RmsPropState<P>> => {
  checkOptions('rmsProp', { rate: rateRange, ...rmsRanges }, { ...options })
  const { rate = 0.01, ...rms } = options
  return chain(scaleByRms<P>(rms), descend<P>(rate))
}
