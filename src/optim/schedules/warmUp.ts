/** A rate that rises to where a schedule begins. */
import { scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { mul } from '../../ops/mul.js'
import { checkOptions, wholeAboveZero } from '../ranges.js'
import type { Schedule } from './schedule.js'
import { sequence } from './sequence.js'

/**
 * For `steps` steps `rate(t) = schedule(0) · (t + 1) / (steps + 1)`, then `schedule`, counted from its own 0: so no step has
 * the rate 0, and the join is one more of the same stairs. PyTorch's `LinearLR(1 / (steps + 1), 1, steps)` before the
 * schedule in `SequentialLR`; optax's `warmup_*` schedules start at 0. Throws `RangeError` where `steps` is not a whole number
 * of at least 1. Source: Goyal et al., "Accurate, large minibatch SGD" (2017).
 *
 * @example warmUp(cosineDecay({ rate: 0.1, steps: 900 }), 100)
 */
export const warmUp = (schedule: Schedule, steps: number): Schedule => {
  checkOptions('warmUp', { steps: wholeAboveZero }, { steps })
  const rising: Schedule = (step) => mul(schedule(scalar(0, 'i32')), mul(add(cast(step, 'f64'), 1), 1 / (steps + 1)))
  return sequence([{ schedule: rising, steps }], schedule)
}
