/** Counting steps inside the graph. */
import { type Scalar, scalar } from '../core/tensor.js'
import { add } from '../ops/add.js'
import { minimum } from '../ops/maximum.js'

/** Steps taken so far. */
export interface Counted {
  readonly step: Scalar<'i32'>
}

/** No step yet. */
export const fromZero = (): Scalar<'i32'> => scalar(0, 'i32')

/** One more; stays at 2³¹ - 1 instead of wrapping, so that a program may learn for years. */
export const counted = (step: Scalar<'i32'>): Scalar<'i32'> => add(minimum(step, 2147483646), 1)
