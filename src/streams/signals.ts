/** What a training run is made of: batches in shuffled order, and ends of epochs. */
import { foldIn, type Key } from '../core/key.js'
import { positive } from '../core/positive.js'
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

interface Order {
  /** Examples in a batch; the last batch of an epoch may be smaller. */
  readonly size: number
  readonly key: Key
  readonly from: Position
}

/** Of what is drawn for one batch: apart from the order of every epoch. */
const drawn = (key: Key, epoch: number, batch: number): Key => foldIn(foldIn(foldIn(key, 2 ** 32), epoch), batch)

function* endless<B>(dataset: Dataset<B>, { size, key, from }: Order): Generator<Signal<B>> {
  for (let epoch = from.epoch; ; epoch++) {
    const order = Int32Array.from(epochOrder(key, epoch, dataset.size))
    const first = epoch === from.epoch ? from.batch * size : 0
    for (let start = first; start < dataset.size; start += size) {
      const rows = order.subarray(start, start + size)
      const batch = dataset.batch(rows, drawn(key, epoch, start / size))
      yield { _tag: 'Batch', batch, rows: rows.length }
    }
    yield { _tag: 'EpochEnd' }
  }
}

/**
 * The signals of a run from a position on, pulled one at a time and without end. The order of an epoch depends on the
 * key and the epoch alone, so a run can begin anywhere: from a later position come the same signals, but for the first.
 * Throws `RangeError` for a size that is not a positive integer, no examples, or a position beyond its epoch.
 */
export const signals = <B>(dataset: Dataset<B>, order: Order): Generator<Signal<B>> => {
  const { size, from } = order
  positive('signals', 'size', size)
  if (dataset.size < 1) throw new RangeError('signals: the data set is empty')
  const perEpoch = Math.ceil(dataset.size / size)
  if (from.batch > perEpoch) throw new RangeError(`signals: an epoch has ${perEpoch} batches, not ${from.batch}`)
  return endless(dataset, order)
}
