/** One schedule after the other. */
import type { Scalar } from '../../core/tensor.js'
import { less } from '../../ops/compare.js'
import { maximum, minimum } from '../../ops/maximum.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { checkOptions, wholeAboveZero } from '../ranges.js'
import type { Schedule } from './schedule.js'

/** A schedule, and for how many steps it is followed: a whole number, at least 1. */
export interface Stretch {
  readonly schedule: Schedule
  readonly steps: number
}

/**
 * Each stretch for its steps, then `last` for ever; each counts its own steps from 0. PyTorch's `SequentialLR`, optax's
 * `join_schedules`. Throws `RangeError` for steps out of range.
 *
 * @example sequence([{ schedule: linear({ from: 0.01, to: 0.1, steps: 100 }), steps: 100 }], constant(0.1))
 */
export const sequence = (stretches: readonly Stretch[], last: Schedule): Schedule => {
  for (const { steps } of stretches) checkOptions('sequence', { steps: wholeAboveZero }, { steps })
  return stretches.reduceRight<Schedule>(
    (after, { schedule, steps }) =>
      (step) => {
        const own: Scalar<'i32'> = minimum(step, steps - 1) // no schedule sees a step that is not its own
        return where(less(step, steps), schedule(own), after(maximum(sub(step, steps), 0)))
      },
    last,
  )
}
