/** What every named source has in common: options, rows of JSON, going on after faults. */
import { type Key, key as keyOf, split } from '../../core/index.js'
import {
  type BufferOptions,
  backOff,
  bounded,
  type Decoded,
  decoded,
  jsonText,
  type PushSource,
  type Reconnection,
  type Row,
  reconnecting,
  row,
  type Source,
} from '../../streams/sources/index.js'
import type { FileChange } from './followFile.js'

export interface OpenOptions {
  /** What files, standard input and HTTP hold; by default as the name ends: `.csv` and `.tsv` are CSV, all else NDJSON. */
  readonly format?: 'csv' | 'ndjson' | undefined
  /** Where what is pushed waits; by default 10,000 records, `block` where the client can pause, else `dropOldest`. */
  readonly buffer?: BufferOptions | undefined
  /** Where the chance of back-off comes from (default `key(0)`): give each process its own. */
  readonly key?: Key | undefined
  /** Is told each fault that is waited out, and each rotation of a file that is followed. */
  readonly notice?: ((event: Reconnection | FileChange) => void) | undefined
}

/** Opens what one scheme names. May throw `SourceError` and `RangeError` for what is wrong with the name or options. */
export type Opening = (spec: string, options: OpenOptions) => Source<Decoded<Row>>

/** Records of JSON as rows. */
export const jsonRows: (source: Source<Decoded<unknown>>) => Source<Decoded<Row>> = decoded(jsonText.pipe(row, 'a row'))

/** A network's source, opened again after faults that pass. */
export const steady = <A>(source: Source<A>, { key = keyOf(0), notice }: OpenOptions): Source<A> =>
  reconnecting(backOff({ key: split(key)[0]! }), notice === undefined ? {} : { notice })(source)

/** What is pushed, over the buffer of the options, opened again after faults that pass. */
export const steadyPush = <A>(push: PushSource<A>, options: OpenOptions): Source<A> =>
  steady(bounded(options.buffer ?? { capacity: 10_000, policy: push.canPause ? 'block' : 'dropOldest' })(push), options)
