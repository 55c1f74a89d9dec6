/** Sources by name: what the command line opens. */
import * as E from 'fp-ts/lib/Either.js'
import {
  type Decoded,
  decoded,
  type Row,
  rowOfText,
  type Source,
  SourceError,
  sourceError,
} from '../../streams/index.js'
import { brokerSchemes } from './brokerSchemes.js'
import type { Bytes } from './bytes.js'
import { csvRows } from './csvRows.js'
import { fileBytes } from './fileBytes.js'
import { followFile } from './followFile.js'
import { httpBytes } from './httpBytes.js'
import { ndjson } from './ndjson.js'
import { jsonRows, type Opening, type OpenOptions, steady, steadyPush } from './opening.js'
import { serverSentEvents } from './serverSentEvents.js'
import { standardInput } from './streamBytes.js'
import { webSocket } from './webSocket.js'

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
  ...brokerSchemes,
}

/** A name as messages may show it: without user, password and parameters. */
const shown = (spec: string): string => spec.replace(/:\/\/[^/?#]*@/, '://').replace(/\?.*$/s, '')

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
        shown(spec),
        `no source begins with ${scheme}://`,
        `give a file, -, follow:file, or one of ${known.join(', ')}`,
      ),
    )
  } catch (error) {
    if (error instanceof SourceError) return E.left(error)
    if (error instanceof RangeError) return E.left(sourceError(shown(spec), error.message, 'choose another', error))
    throw error
  }
}
