/** Numbers that change with the step. */
import type { Scalar } from '../../core/tensor.js'

/**
 * A number for each step, counted from 0, written in ops: the step is known only when the graph runs.
 *
 * @example const inverse: Schedule = (step) => div(0.1, add(cast(step, 'f64'), 1))
 */
export type Schedule = (step: Scalar<'i32'>) => Scalar<'f64'>
