/** A rate on a straight line. */
import { atLeastZero, checkOptions, wholeAboveZero } from '../ranges.js'
import { along, progress } from './progress.js'
import type { Schedule } from './schedule.js'

export interface LinearOptions {
  /** Rate of the first step; at least 0. */
  readonly from: number
  /** Rate after `steps`; at least 0. Default 0. */
  readonly to?: number
  /** A whole number, at least 1. */
  readonly steps: number
}

/**
 * `rate(t) = from + (to - from) · min(t / steps, 1)`. PyTorch's `LinearLR`, with rates in place of factors.
 * Throws `RangeError` for options out of range.
 */
export const linear = (options: LinearOptions): Schedule => {
  checkOptions('linear', { from: atLeastZero, to: atLeastZero, steps: wholeAboveZero }, { ...options })
  const { from, to = 0, steps } = options
  return (step) => along(from, to, progress(step, steps))
}
