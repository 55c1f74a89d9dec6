/** A rate that falls by the same share at every step. */
import { cast } from '../../ops/cast.js'
import { exp } from '../../ops/exp.js'
import { mul } from '../../ops/mul.js'
import { atLeastZero, checkOptions, factorRange } from '../ranges.js'
import type { Schedule } from './schedule.js'

export interface ExponentialDecayOptions {
  /** Rate of the first step; at least 0. */
  readonly rate: number
  /** What each step multiplies the rate by: above 0, at most 1. */
  readonly factor: number
}

/**
 * `rate(t) = rate · factorᵗ`. PyTorch's `ExponentialLR`, but counted in steps and not in epochs.
 * Throws `RangeError` for options out of range.
 */
export const exponentialDecay = (options: ExponentialDecayOptions): Schedule => {
  checkOptions('exponentialDecay', { rate: atLeastZero, factor: factorRange }, { ...options })
  const { rate, factor } = options
  return (step) => mul(exp(mul(cast(step, 'f64'), Math.log(factor))), rate)
}
