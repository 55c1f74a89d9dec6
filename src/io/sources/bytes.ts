/** Bytes that are read from a position on: what files, streams and answers of servers have in common. */
import { foreignOffset, type Offset, sourceError } from '../../streams/index.js'

/** Bytes by name. */
export interface Bytes {
  readonly name: string
  /** Whether a position costs nothing to go to; else all before it is read and thrown away. */
  readonly seeks: boolean
  /** The bytes from `position` on in pieces; ends when `signal` aborts. Rejects with a `SourceError`. */
  readonly open: (position: number, signal: AbortSignal) => AsyncIterable<Uint8Array>
}

/** The position an offset means: 0 for `null`. Throws a `SourceError` for what is no byte. */
export const positionOf = (name: string, offset: Offset): number => {
  if (offset === null) return 0
  if (typeof offset === 'number' && Number.isSafeInteger(offset) && offset >= 0) return offset
  throw foreignOffset(name, offset, 'bytes from 0 on')
}

/** All but the first `count` bytes; a `SourceError` where there are not so many. */
export async function* skipBytes(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  count: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const chunk of chunks) {
    if (left >= chunk.length) left -= chunk.length
    else {
      yield left === 0 ? chunk : chunk.subarray(left)
      left = 0
    }
  }
  if (left > 0 && !signal.aborted) throw foreignOffset(name, count, `bytes from 0 to ${count - left}`)
}

/** The fault for a position that is in the middle of a record. */
export const insideRecord = (name: string, position: number) =>
  sourceError(
    name,
    `byte ${position} is inside of a record: this is not the file, or not as it was`,
    'start from the beginning, or use the checkpoint of this file',
  )
