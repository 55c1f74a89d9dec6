/** A file from a byte on. */
import { type FileHandle, open } from 'node:fs/promises'
import { foreignOffset, sourceError } from '../../streams/index.js'
import { systemError } from '../fileError.js'
import { type Bytes, insideRecord } from './bytes.js'

/** Bytes that one read asks for. */
export const pieceSize = 65536

/** What the system says about a file, as a fault of the source. */
export const fileFault = (path: string, error: unknown) => {
  const { what, fix } = systemError('read', path)(error)
  return sourceError(path, what, fix, error)
}

/** Opens a file for reading. Rejects with a `SourceError`, also for a directory. */
export const openedFile = async (path: string): Promise<FileHandle> => {
  try {
    const file = await open(path)
    if (!(await file.stat()).isDirectory()) return file
    await file.close()
  } catch (error) {
    throw fileFault(path, error)
  }
  throw fileFault(path, Object.assign(new Error('is a directory'), { code: 'EISDIR' }))
}

/** The next bytes of a file from `position` on, up to 64 KiB; none at its end. */
export const nextPiece = async (path: string, file: FileHandle, position: number): Promise<Uint8Array> => {
  try {
    const piece = Buffer.allocUnsafeSlow(pieceSize)
    const { bytesRead } = await file.read(piece, 0, pieceSize, position)
    return piece.subarray(0, bytesRead)
  } catch (error) {
    throw fileFault(path, error)
  }
}

const newlines = [10, 13]

/** Rejects where no record can begin at `position`, because the file is shorter, or a line goes on there. */
const checkPosition = async (path: string, file: FileHandle, position: number): Promise<void> => {
  if (position === 0) return
  const { size } = await file.stat()
  if (position > size) throw foreignOffset(path, position, `bytes from 0 to ${size}`)
  // a last record without an end ends with the file, and a newline may come after it later
  const around = await nextPiece(path, file, position - 1)
  if (position < size && around[0] !== newlines[0] && !newlines.includes(around[1]!)) throw insideRecord(path, position)
}

/**
 * A file, opened at any byte at which a line begins; it is read to what is its end when that is reached. Rejects with a
 * `SourceError` for a file that cannot be read, and a position that is beyond its end or inside of a line.
 */
export const fileBytes = (path: string): Bytes => ({
  name: path,
  seeks: true,
  open: async function* (position, signal) {
    if (signal.aborted) return
    const file = await openedFile(path)
    try {
      await checkPosition(path, file, position)
      for (let at = position; !signal.aborted; ) {
        const piece = await nextPiece(path, file, at)
        if (piece.length === 0) return
        at += piece.length
        yield piece
      }
    } finally {
      await file.close()
    }
  },
})
