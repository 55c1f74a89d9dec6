/** Mini-batches. */
import { bufferCount, type OperatorFunction } from 'rxjs'

/** Throws `RangeError` for a batch size that is not a positive integer. */
export const checkBatchSize = (owner: string, size: number): void => {
  if (!Number.isInteger(size) || size < 1)
    throw new RangeError(`${owner}: size must be a positive integer, got ${size}`)
}

/**
 * Groups a stream into batches of `size`; the last may be smaller.
 * Law: the batches joined are the stream. Throws `RangeError` for a size that is not a positive integer.
 */
export const batches = <A>(size: number): OperatorFunction<A, readonly A[]> => {
  checkBatchSize('batches', size)
  return bufferCount(size)
}
