/** Newline-delimited JSON as a source. */
import * as E from 'fp-ts/lib/Either.js'
import type { Decoded, Received, Source } from '../../streams/index.js'
import { type Bytes, positionOf } from './bytes.js'
import { linesOf } from './lines.js'

const isBlank = ({ value }: Received<Decoded<string>>): boolean => E.isRight(value) && value.right.trim() === ''

/**
 * The lines of NDJSON as text; blank ones are skipped. The offset is the byte after the line. Lines that are too long or
 * not in UTF-8 are dead letters. `decoded(jsonText.pipe(…))` reads them.
 *
 * @example decoded(jsonText.pipe(row))(ndjson(fileBytes('ticks.ndjson')))
 */
export const ndjson = (bytes: Bytes): Source<Decoded<string>> => ({
  name: bytes.name,
  open: async function* (offset, signal) {
    const from = positionOf(bytes.name, offset)
    for await (const lines of linesOf(bytes.open(from, signal), { name: bytes.name, from, signal })) {
      const records = lines.some(isBlank) ? lines.filter((line) => !isBlank(line)) : lines
      if (records.length > 0) yield records
    }
  },
})
