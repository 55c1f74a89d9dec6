/** A file that grows: what is appended comes as it is written, also where the file is rotated or cut. */
import { type FileHandle, stat } from 'node:fs/promises'
import { type Decoded, foreignOffset, type Offset, type Received, type Source, wait } from '../../streams/index.js'
import { fileFault, nextPiece, openedFile } from './fileBytes.js'
import { linesOf } from './lines.js'

/** What happened to the file under its reader. */
export interface FileChange {
  /** `rotated`: another file has the name now, and is read from its beginning. `cut`: it is shorter than what was read. */
  readonly change: 'rotated' | 'cut'
  readonly path: string
  /** Bytes that were read of the file before. */
  readonly read: number
}

export interface FollowOptions {
  /** Milliseconds between two looks at a file at its end (default 250). */
  readonly every?: number
  /** Is told when the file is rotated or cut. */
  readonly notice?: (change: FileChange) => void
}

/** Where in which file: by its number in the file system, for its name may be another's tomorrow. */
const offsetIn = (file: string, byte: number): Offset => `${file}:${byte}`

const placeOf = (path: string, offset: Offset): { readonly file: string; readonly byte: number } | null => {
  if (offset === null) return null
  const [, file, byte] = /^(\d+):(\d+)$/.exec(`${offset}`) ?? []
  if (file === undefined) throw foreignOffset(path, offset, 'number of the file, colon, byte')
  return { file, byte: Number(byte) }
}

const numberOf = async (file: FileHandle): Promise<{ readonly number: string; readonly size: number }> => {
  const { ino, size } = await file.stat({ bigint: true })
  return { number: `${ino}`, size: Number(size) }
}

/** The number of the file that has the name now, `undefined` where none has. */
const numberAt = async (path: string): Promise<string | undefined> => {
  try {
    return `${(await stat(path, { bigint: true })).ino}`
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw fileFault(path, error)
  }
}

/**
 * The lines of a file, and then those that are appended, for ever; a last line waits for its end; blank lines are skipped.
 * Where another file gets the name (rotation), the rest of the old one is read, then the new one from its beginning; where
 * the file gets shorter (truncation), it is read from its beginning. Both are told to `notice` and counted: metrics
 * `rotations`, `cuts`. What was the start of a line then comes as it is. A name that no file has for a while is waited for,
 * once a file had it. Offsets hold the number of the file and a byte, so that going on after a rotation begins the new file;
 * what the old one held beyond them is then not read. A file that is cut and grows beyond what was read between two looks
 * cannot be told from one that grew.
 */
export const followFile = (path: string, { every = 250, notice }: FollowOptions = {}): Source<Decoded<string>> => {
  const counts = { rotations: 0, cuts: 0 }
  const changed = (change: FileChange['change'], read: number): void => {
    counts[change === 'cut' ? 'cuts' : 'rotations']++
    notice?.({ change, path, read })
  }

  /** Pieces of one file from a byte on, until the name is another's or the file is cut. */
  async function* piecesOf(
    file: FileHandle,
    number: string,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    let at = from
    let last = false // the name is another's: what is left is read, then no more comes
    while (!signal.aborted) {
      const piece = await nextPiece(path, file, at)
      if (piece.length > 0) {
        at += piece.length
        yield piece
      } else if (last) return changed('rotated', at)
      else if ((await file.stat()).size < at) return changed('cut', at)
      else {
        const now = await numberAt(path)
        if (now !== undefined && now !== number) last = true
        else await wait(every, signal)
      }
    }
  }

  async function* lines(from: Offset, signal: AbortSignal): AsyncGenerator<readonly Received<Decoded<string>>[]> {
    let place = placeOf(path, from)
    for (let first = true; !signal.aborted; first = false) {
      while (!first && (await numberAt(path)) === undefined && !signal.aborted) await wait(every, signal)
      if (signal.aborted) return
      const file = await openedFile(path)
      try {
        const { number, size } = await numberOf(file)
        if (place !== null && place.file !== number) changed('rotated', place.byte)
        else if (place !== null && place.byte > size) changed('cut', place.byte)
        const start = place !== null && place.file === number && place.byte <= size ? place.byte : 0
        place = null
        for await (const chunk of linesOf(piecesOf(file, number, start, signal), { name: path, from: start, signal })) {
          const records = chunk.flatMap(({ value, offset }): readonly Received<Decoded<string>>[] => {
            const here = offsetIn(number, offset as number)
            if (value._tag === 'Left')
              return [{ value: { ...value, left: { ...value.left, offset: here } }, offset: here }]
            return value.right.trim() === '' ? [] : [{ value, offset: here }]
          })
          if (records.length > 0) yield records
        }
      } finally {
        await file.close()
      }
    }
  }
  return { name: path, open: lines, metrics: () => ({ ...counts }) }
}
