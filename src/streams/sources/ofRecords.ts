/** Records in memory as a source. */
import { positive } from '../../core/positive.js'
import type { Offset, Source } from './source.js'
import { foreignOffset } from './sourceError.js'

/**
 * The records of an array, `atOnce` at a time (default 256); the offset of a record is its number, from 1.
 * Rejects with `SourceError` where the offset is no whole number from 0 to the number of records. Throws `RangeError` for
 * an `atOnce` that is not a positive integer.
 *
 * @example ofRecords('numbers', [1, 2, 3])
 */
export const ofRecords = <A>(name: string, records: readonly A[], { atOnce = 256 } = {}): Source<A> => {
  positive('ofRecords', 'atOnce', atOnce)
  return {
    name,
    open: async function* (from, signal) {
      for (let i = startOf(name, from, records.length); i < records.length && !signal.aborted; i += atOnce)
        yield records.slice(i, i + atOnce).map((value, j) => ({ value, offset: i + j + 1 }))
    },
  }
}

const startOf = (name: string, from: Offset, count: number): number => {
  if (from === null) return 0
  if (typeof from === 'number' && Number.isInteger(from) && from >= 0 && from <= count) return from
  throw foreignOffset(name, from, `whole numbers from 0 to ${count}`)
}
