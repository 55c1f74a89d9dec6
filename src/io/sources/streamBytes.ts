/** A readable stream of Node, such as standard input, as bytes. */
import type { Readable } from 'node:stream'
import { sourceError } from '../../streams/index.js'
import { type Bytes, skipBytes } from './bytes.js'

async function* piecesOf(name: string, stream: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const stop = (): void => {
    stream.destroy()
  }
  signal.addEventListener('abort', stop)
  try {
    if (!signal.aborted) for await (const piece of stream) yield typeof piece === 'string' ? Buffer.from(piece) : piece
  } catch (error) {
    if (!signal.aborted)
      throw sourceError(name, error instanceof Error ? error.message : String(error), 'check what writes to it', error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * A readable stream. It cannot go back: to go on after an offset, give the same stream from its beginning again; what is
 * before the offset is read and thrown away.
 *
 * @example streamBytes('standard input', () => process.stdin)
 */
export const streamBytes = (name: string, open: () => Readable): Bytes => ({
  name,
  seeks: false,
  open: (position, signal) => skipBytes(name, piecesOf(name, open(), signal), position, signal),
})

/** Standard input. */
export const standardInput: Bytes = streamBytes('standard input', () => process.stdin)
