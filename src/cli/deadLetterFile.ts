/** Dead letters in a file, one JSON object a line. */
import { closeSync, openSync, writeSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { type FileError, showFileError, systemError } from '../io/index.js'
import type { DeadLetter } from '../streams/index.js'

/** Where dead letters go, until it is closed. */
export interface DeadLetterFile {
  /** Appends letters; throws an `Error` of one line where the file cannot be written. */
  readonly append: (letters: readonly DeadLetter[]) => void
  readonly close: () => void
}

/**
 * Opens a file to append to; `undefined`: letters go nowhere. They are written before a checkpoint counts them, so none is
 * lost by a crash; those after the last checkpoint are then written once more, with the same offsets.
 */
export const openDeadLetters = (path: string | undefined): E.Either<FileError, DeadLetterFile> => {
  if (path === undefined) return E.right({ append: () => {}, close: () => {} })
  return E.tryCatch(
    () => {
      const file = openSync(path, 'a')
      return {
        append: (letters) => {
          if (letters.length === 0) return
          try {
            writeSync(file, letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''))
          } catch (error) {
            throw new Error(showFileError(systemError('write', path)(error)))
          }
        },
        close: () => closeSync(file),
      }
    },
    systemError('write', path),
  )
}
