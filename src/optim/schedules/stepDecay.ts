/** A rate that drops in stairs. */
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { exp } from '../../ops/exp.js'
import { mul } from '../../ops/mul.js'
import { atLeastZero, checkOptions, factorRange, wholeAboveZero } from '../ranges.js'
import type { Schedule } from './schedule.js'

export interface StepDecayOptions {
  /** Rate of the first steps; at least 0. */
  readonly rate: number
  /** What each stair multiplies the rate by: above 0, at most 1. Default 0.1. */
  readonly factor?: number
  /** Steps between two drops: a whole number, at least 1. */
  readonly every: number
}

/**
 * `rate(t) = rate · factor^⌊t / every⌋`, with `t` counted from 0: the first drop comes after `every` steps.
 * PyTorch's `StepLR`, but counted in steps and not in epochs. Throws `RangeError` for options out of range.
 */
export const stepDecay = (options: StepDecayOptions): Schedule => {
  checkOptions('stepDecay', { rate: atLeastZero, factor: factorRange, every: wholeAboveZero }, { ...options })
  const { rate, factor = 0.1, every } = options
  return (step) => {
    const stairs = cast(div(cast(step, 'f64'), every), 'i32') // steps are not negative, so truncation is the floor
    return mul(exp(mul(cast(stairs, 'f64'), Math.log(factor))), rate)
  }
}
