/** A rate that falls along half a cosine. */
import { atLeastZero, checkOptions, wholeAboveZero } from '../ranges.js'
import { alongCosine, progress } from './progress.js'
import type { Schedule } from './schedule.js'

export interface CosineDecayOptions {
  /** Rate of the first step; at least 0. */
  readonly rate: number
  /** Rate after `steps`; at least 0. Default 0. */
  readonly end?: number
  /** A whole number, at least 1. */
  readonly steps: number
}

/**
 * `rate(t) = end + (rate - end) · (1 + cos(π min(t / steps, 1))) / 2`. As PyTorch's `CosineAnnealingLR` up to `steps`, after
 * which that one rises again and this one stays. Throws `RangeError` for options out of range.
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017).
 */
export const cosineDecay = (options: CosineDecayOptions): Schedule => {
  checkOptions('cosineDecay', { rate: atLeastZero, end: atLeastZero, steps: wholeAboveZero }, { ...options })
  const { rate, end = 0, steps } = options
  return (step) => alongCosine(rate, end, progress(step, steps))
}
