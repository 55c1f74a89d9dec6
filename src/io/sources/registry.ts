/** Sources by name: what the command line opens. */
import * as E from 'fp-ts/lib/Either.js'
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
  rowOfText,
  type Source,
  SourceError,
  sourceError,
} from '../../streams/index.js'
import type { Bytes } from './bytes.js'
import { csvRows } from './csvRows.js'
import { fileBytes } from './fileBytes.js'
import { type FileChange, followFile } from './followFile.js'
import { httpBytes } from './httpBytes.js'
import { ndjson } from './ndjson.js'
import { serverSentEvents } from './serverSentEvents.js'
import { standardInput } from './streamBytes.js'
import { webSocket } from './webSocket.js'

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

const rowsOfBytes = (bytes: Bytes, spec: string, { format }: OpenOptions): Source<Decoded<Row>> =>
  (format ?? (/\.[ct]sv(?:[?#].*)?$/i.test(spec) ? 'csv' : 'ndjson')) === 'csv'
    ? decoded(rowOfText)(csvRows(bytes))
    : jsonRows(ndjson(bytes))

const http: Opening = (spec, options) => steady(rowsOfBytes(httpBytes(spec), spec, options), options)
const events: Opening = (spec, options) => jsonRows(steady(serverSentEvents(spec.replace(/^sse\+/, '')), options))
const socket: Opening = (spec, options) => jsonRows(steadyPush(webSocket(spec), options))

/** What each scheme opens; a new kind of source is one line here. */
export const schemes: Readonly<Record<string, Opening>> = {
  http,
  https: http,
  'sse+http': events,
  'sse+https': events,
  ws: socket,
  wss: socket,
}

/**
 * The source of rows that a name means: `-` (standard input), a path, `follow:path` (a file that grows, NDJSON), or an
 * address of one of the `schemes`. Nothing is opened yet. Left: what is wrong with the name or the options.
 *
 * @example openSource('sse+https://stream.wikimedia.org/v2/stream/recentchange')
 */
export const openSource = (spec: string, options: OpenOptions = {}): E.Either<SourceError, Source<Decoded<Row>>> => {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(spec) ?? []
  try {
    if (spec === '-') return E.right(rowsOfBytes(standardInput, spec, options))
    if (spec.startsWith('follow:')) {
      const { notice } = options
      return E.right(jsonRows(followFile(spec.slice('follow:'.length), notice === undefined ? {} : { notice })))
    }
    if (scheme === undefined) return E.right(rowsOfBytes(fileBytes(spec), spec, options))
    const opening = Object.hasOwn(schemes, scheme.toLowerCase()) ? schemes[scheme.toLowerCase()] : undefined
    if (opening !== undefined) return E.right(opening(spec, options))
    const known = Object.keys(schemes).map((name) => `${name}://`)
    return E.left(
      sourceError(
        spec,
        `no source begins with ${scheme}://`,
        `give a file, -, follow:file, or one of ${known.join(', ')}`,
      ),
    )
  } catch (error) {
    if (error instanceof SourceError) return E.left(error)
    if (error instanceof RangeError) return E.left(sourceError(spec, error.message, 'choose another', error))
    throw error
  }
}
