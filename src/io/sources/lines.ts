/** Bytes to lines of text, each with the byte after it. */
import { isUtf8 } from 'node:buffer'
import * as E from 'fp-ts/lib/Either.js'
import { type Decoded, deadLetter, type Received } from '../../streams/index.js'
import { textRecord } from './textRecord.js'

export interface LineOptions {
  /** What dead letters call the source. */
  readonly name: string
  /** The position of the first byte (default 0). */
  readonly from?: number
  /** Lines of more bytes are dead letters (default 2²⁰), so that no line fills the memory. */
  readonly longest?: number
  /** Where it is aborted, the start of a line that was under way is no record. */
  readonly signal?: AbortSignal
}

const newline = 10
/** Bytes that are kept of a line that is too long. */
const beginning = 1024

/**
 * The lines of UTF-8 in pieces, also the blank ones, without their LF or CRLF and the byte order mark; a last line without
 * an end counts. The offset of a line is the byte after its end. A line that is too long or not in UTF-8 is a dead letter.
 * It does not matter where the pieces begin and end.
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  { name, from = 0, longest = 2 ** 20, signal }: LineOptions,
): AsyncGenerator<readonly Received<Decoded<string>>[]> {
  let at = from // of the first byte that is not given yet
  let held: Buffer[] = [] // of a line whose end has not come
  let heldBytes = 0
  let heldKept = 0

  const hold = (piece: Buffer): void => {
    if (piece.length === 0) return
    heldBytes += piece.length
    const kept = heldBytes > longest ? piece.subarray(0, Math.max(0, beginning - heldKept)) : piece
    if (kept.length > 0) held.push(kept)
    heldKept += kept.length
  }
  const release = (): Buffer => {
    const bytes = held.length === 1 ? held[0]! : Buffer.concat(held)
    held = []
    heldBytes = 0
    heldKept = 0
    return bytes
  }
  /** A line of `bytes` bytes whose text ends before byte `end`. */
  const lineOf = (record: Decoded<string>, bytes: number, end: number): Received<Decoded<string>> => {
    const start = at
    at = end
    const offset = end
    if (bytes > longest) {
      const raw = E.isRight(record) ? record.right : record.left.raw
      return { value: E.left(deadLetter(name, offset, `a line of more than ${longest} bytes`, raw)), offset }
    }
    if (E.isLeft(record)) return { value: record, offset }
    const text = start === 0 && record.right.startsWith('\ufeff') ? record.right.slice(1) : record.right
    return { value: text.endsWith('\r') ? E.right(text.slice(0, -1)) : E.right(text), offset }
  }
  /** The line that is held, whose end has come `ends` bytes after it. */
  const heldLine = (ends: number): Received<Decoded<string>> => {
    const bytes = heldBytes
    const end = at + bytes + ends
    return lineOf(textRecord(name, release(), end), bytes, end)
  }
  /** All lines of a block that ends before a newline. */
  const linesIn = (block: Buffer): readonly Received<Decoded<string>>[] => {
    const lines: Received<Decoded<string>>[] = []
    if (isUtf8(block)) {
      const text = block.toString('utf8')
      const oneByteEach = text.length === block.length
      for (const line of text.split('\n')) {
        const bytes = oneByteEach ? line.length : Buffer.byteLength(line)
        lines.push(lineOf(E.right(line), bytes, at + bytes + 1))
      }
      return lines
    }
    for (let start = 0; start <= block.length; ) {
      const found = block.indexOf(newline, start)
      const end = found < 0 ? block.length : found
      const bytes = block.subarray(start, end)
      const offset = at + bytes.length + 1
      lines.push(lineOf(textRecord(name, bytes, offset), bytes.length, offset))
      start = end + 1
    }
    return lines
  }

  for await (const chunk of chunks) {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const last = piece.lastIndexOf(newline)
    if (last < 0) {
      hold(piece)
      continue
    }
    const first = heldBytes > 0 ? piece.indexOf(newline) : -1
    if (first >= 0) hold(piece.subarray(0, first))
    const start = first >= 0 ? [heldLine(1)] : []
    const rest = last > first ? linesIn(piece.subarray(first + 1, last)) : []
    yield start.length === 0 ? rest : [...start, ...rest]
    hold(piece.subarray(last + 1))
  }
  if (heldBytes > 0 && signal?.aborted !== true) yield [heldLine(0)]
}
