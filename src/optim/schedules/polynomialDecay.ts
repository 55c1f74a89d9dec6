/** A rate that falls along a power. */
import { add } from '../../ops/add.js'
import { mul } from '../../ops/mul.js'
import { pow } from '../../ops/pow.js'
import { aboveZero, atLeastZero, checkOptions, wholeAboveZero } from '../ranges.js'
import { left, progress } from './progress.js'
import type { Schedule } from './schedule.js'

export interface PolynomialDecayOptions {
  /** Rate of the first step; at least 0. */
  readonly rate: number
  /** Rate after `steps`; at least 0. Default 0. */
  readonly end?: number
  /** A whole number, at least 1. */
  readonly steps: number
  /** Above 0; 1 is a straight line. Default 1. */
  readonly power?: number
}

/**
 * `rate(t) = end + (rate - end) · (1 - min(t / steps, 1))^power`. PyTorch's `PolynomialLR`, whose end is 0; Keras's
 * `PolynomialDecay` has end 0.0001. Throws `RangeError` for options out of range.
 */
export const polynomialDecay = (options: PolynomialDecayOptions): Schedule => {
  const ranges = { rate: atLeastZero, end: atLeastZero, steps: wholeAboveZero, power: aboveZero }
  checkOptions('polynomialDecay', ranges, { ...options })
  const { rate, end = 0, steps, power = 1 } = options
  return (step) => add(mul(pow(left(progress(step, steps)), power), rate - end), end)
}
