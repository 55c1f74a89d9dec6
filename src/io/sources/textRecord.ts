/** Bytes of one record as text. */
import { isUtf8 } from 'node:buffer'
import * as E from 'fp-ts/lib/Either.js'
import { type Decoded, deadLetter, type Offset } from '../../streams/index.js'

/** The bytes as text; a dead letter where they are not in UTF-8. */
export const textRecord = (source: string, bytes: Uint8Array, offset: Offset): Decoded<string> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  return isUtf8(buffer) ? E.right(text) : E.left(deadLetter(source, offset, 'the text is not in UTF-8', text))
}
