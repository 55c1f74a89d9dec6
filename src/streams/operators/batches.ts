/** Mini-batches. */
import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs'
import { positive } from '../../core/positive.js'
import type { Machine } from './machine.js'

export interface BatchOptions {
  /** Items at which a batch goes out; by default only time tells. */
  readonly size?: number
  /** Milliseconds after its first item at which a batch goes out; by default only the size tells. */
  readonly within?: number
  /** Whose clock it is (default: the real one). */
  readonly scheduler?: SchedulerLike
}

const checked = (options: number | BatchOptions): BatchOptions => {
  const given = typeof options === 'number' ? { size: options } : options
  if (given.size === undefined && given.within === undefined)
    throw new RangeError('batches: give a size, a time, or both')
  if (given.size !== undefined) positive('batches', 'size', given.size)
  if (given.within !== undefined && !(given.within > 0))
    throw new RangeError(`batches: within must be more than 0 milliseconds, got ${given.within}`)
  return given
}

/**
 * Groups a stream into batches of `size`, or of what came `within` so many milliseconds after the first of them,
 * whichever is first. The last may be smaller, none is empty. What is not yet a batch is at most `size` items; without
 * a size, as many as come in that time.
 * Law: the batches joined are the stream. Throws `RangeError` for options out of range.
 *
 * @example source.pipe(batches(32))
 * @example source.pipe(batches({ size: 32, within: 500 }))
 */
export const batches = <A>(options: number | BatchOptions): OperatorFunction<A, readonly A[]> => {
  const { size = Number.POSITIVE_INFINITY, within, scheduler = asyncScheduler } = checked(options)
  return (source) =>
    new Observable((subscriber) => {
      let batch: A[] = []
      let timer: Subscription | undefined
      const flush = (): void => {
        timer?.unsubscribe()
        timer = undefined
        const full = batch
        batch = []
        if (full.length > 0) subscriber.next(full)
      }
      subscriber.add(() => timer?.unsubscribe())
      return source.subscribe({
        next: (item) => {
          batch.push(item)
          if (batch.length >= size) flush()
          else if (within !== undefined) timer ??= scheduler.schedule(flush, within)
        },
        error: (error) => subscriber.error(error),
        complete: () => {
          flush()
          subscriber.complete()
        },
      })
    })
}

/**
 * `batches(size)` as a machine: its state is the batch so far. Throws `RangeError` for a size that is not a positive
 * integer.
 */
export const batchMachine = <A>(size: number): Machine<readonly A[], A, readonly A[]> => {
  positive('batches', 'size', size)
  return {
    init: [],
    step: (state, item) => {
      const batch = [...state, item]
      return batch.length < size ? [batch, []] : [[], [batch]]
    },
    end: (state) => [[], state.length === 0 ? [] : [state]],
  }
}
