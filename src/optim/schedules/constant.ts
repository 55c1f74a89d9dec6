/** The same rate at every step. */
import { scalar } from '../../core/tensor.js'
import { atLeastZero, checkOptions } from '../ranges.js'
import type { Schedule } from './schedule.js'

/** `rate(t) = rate`. Throws `RangeError` where the rate is not finite or negative. */
export const constant = (rate: number): Schedule => {
  checkOptions('constant', { rate: atLeastZero }, { rate })
  return () => scalar(rate, 'f64')
}
