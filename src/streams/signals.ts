/** What a training run is made of: batches in shuffled order, and ends of epochs. */
import type { Numbers } from '../core/dtype.js'
import type { Key } from '../core/key.js'
import type { Dataset } from './dataset.js'
import { epochOrder } from './shuffle.js'

/** The next batch to take: epochs and batches count from 0. */
export interface Position {
  readonly epoch: number
  readonly batch: number
}
export type Signal<B> =
  | { readonly _tag: 'Batch'; readonly batch: B; readonly rows: number }
  | { readonly _tag: 'EpochEnd' }

/**
 * The signals of a run from a position on, pulled one at a time and without end. The order of an epoch depends on the
 * key and the epoch alone, so a run can begin anywhere.
 */
export function* signals<B>(
  dataset: Dataset<B>,
  { size, key, from }: { readonly size: number; readonly key: Key; readonly from: Position },
): Generator<Signal<B>> {
  const perEpoch = Math.ceil(dataset.size / size)
  for (let epoch = from.epoch; ; epoch++) {
    const order = epochOrder(key, epoch, dataset.size) as Numbers & Int32Array
    for (let i = epoch === from.epoch ? from.batch : 0; i < perEpoch; i++) {
      const rows = order.subarray(i * size, (i + 1) * size)
      yield { _tag: 'Batch', batch: dataset.batch(rows), rows: rows.length }
    }
    yield { _tag: 'EpochEnd' }
  }
}

/**
 * The same items, pulled asynchronously; hands the thread back at least every `milliseconds`, so that timers, signals
 * and servers stay alive while training.
 */
export async function* paced<A>(items: Iterable<A>, milliseconds = 30): AsyncGenerator<A> {
  let last = performance.now()
  for (const item of items) {
    yield item
    if (performance.now() - last < milliseconds) continue
    await new Promise((resolve) => setTimeout(resolve))
    last = performance.now()
  }
}
