/** RMSProp with momentum. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, decayRange, rateRange } from '../ranges.js'
import { accumulateMomentum, type Velocity } from '../transforms/accumulateMomentum.js'
import { descend } from '../transforms/descend.js'
import { type MeanSquare, rmsRanges, scaleByRms } from '../transforms/scaleByRms.js'
import type { RmsPropOptions } from './rmsProp.js'

/** As for `rmsProp`. */
export interface RmsPropMomentumOptions extends RmsPropOptions {
  /** What the velocity keeps at each step, μ: from 0 to below 1. Default 0.9. */
  readonly momentum?: number
}
export type RmsPropMomentumState<P> = readonly [square: MeanSquare<P>, momentum: Velocity<P>, descent: Counted]

/**
 * `v ← α v + (1 - α) g²`, `u ← μ u + g / (√v + ε)`, `w ← w - η u`: momentum on what `rmsProp` has scaled. For the centred
 * form chain `scaleByDeviation`, `accumulateMomentum` and `descend`.
 *
 * As PyTorch's `RMSprop(momentum=μ)`. Keras and optax have ε under the root; Keras keeps the rate in the velocity.
 * Throws `RangeError` for options out of range. Source: see `rmsProp`.
 */
export const rmsPropMomentum = <P = any>(
  options: RmsPropMomentumOptions = {},
): Optimizer<P, RmsPropMomentumState<P>> => {
  checkOptions('rmsPropMomentum', { rate: rateRange, ...rmsRanges, momentum: decayRange }, { ...options })
  const { rate = 0.01, momentum = 0.9, ...rms } = options
  return chain(scaleByRms<P>(rms), accumulateMomentum<P>({ decay: momentum }), descend<P>(rate))
}
