/** Mini-batches. */
import { bufferCount, type OperatorFunction } from 'rxjs'
import { positive } from '../core/positive.js'

/**
 * Groups a stream into batches of `size`; the last may be smaller.
 * Law: the batches joined are the stream. Throws `RangeError` for a size that is not a positive integer.
 */
export const batches = <A>(size: number): OperatorFunction<A, readonly A[]> => {
  positive('batches', 'size', size)
  return bufferCount(size)
}
