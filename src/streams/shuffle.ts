/** A finite stream in random order. */
import { concatMap, from, type OperatorFunction, toArray } from 'rxjs'
import type { Numbers } from '../core/dtype.js'
import { foldIn, type Key, permutation } from '../core/key.js'

/** The order of `size` rows in one epoch: the same for the same key and epoch, another for another. */
export const epochOrder = (key: Key, epoch: number, size: number): Numbers => permutation(foldIn(key, epoch), size)

/**
 * Waits for the end of the stream and emits its items in the order of `key` and `epoch`.
 * Law: a permutation, and the same one every time.
 */
export const shuffle =
  <A>(key: Key, epoch: number): OperatorFunction<A, A> =>
  (source) =>
    source.pipe(
      toArray(),
      concatMap((items) => from(Array.from(epochOrder(key, epoch, items.length), (i) => items[i]!))),
    )
