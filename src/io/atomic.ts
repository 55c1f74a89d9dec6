/** Files read and written as a whole, and folders of them. */
import { constants } from 'node:fs'
import { access, mkdir, open, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import writeFileAtomic from 'write-file-atomic'
import { type FileError, fileError, systemError } from './fileError.js'

const systemFault = (code: string, message: string): Error => Object.assign(new Error(message), { code })

/** Rejects where something stands at `path` that must not be replaced: a folder, a device, a file that is read-only. */
const replaceable = async (path: string): Promise<void> => {
  const old = await stat(path).catch((error: { code?: unknown }) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (old === undefined) return
  if (old.isDirectory()) throw systemFault('EISDIR', 'is a directory')
  if (!old.isFile()) throw new Error('this is a device or a pipe, not a file')
  await access(path, constants.W_OK)
}

/** Waits until the names in a folder are on the disk: a new file outlives a loss of power only then. */
export const flushFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return // it opens no folders, and keeps their names by itself
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Writes a file whole or not at all, whenever the process or the machine stops: a temporary file in the same folder is
 * written, flushed to the disk, and renamed over the old file, and the folder is flushed. Links are followed, the mode of
 * the old file is kept.
 * Errors: no such folder, a directory, no permission, a full disk; the old file then stays, and nothing else.
 */
export const writeWhole =
  (path: string) =>
  (bytes: Uint8Array): TE.TaskEither<FileError, void> =>
    TE.tryCatch(
      async () => {
        await replaceable(path)
        // The package would write with one call and never look at how much of it went to a nearly full disk, and with
        // no more than 2 GiB. So the bytes are written, or fail, when the temporary file has just been created.
        await writeFileAtomic(path, '', { tmpfileCreated: (temporary) => writeFile(temporary, bytes) })
        await flushFolder(dirname(await realpath(path)))
      },
      systemError('write', path),
    )

/** Whether `writeWhole` could write there now: asked before long work, so that it is not done in vain. */
export const checkWritable = (path: string): TE.TaskEither<FileError, void> =>
  TE.tryCatch(
    async () => {
      await replaceable(path)
      await access(dirname(path), constants.W_OK)
    },
    systemError('write', path),
  )

/** Whether a folder is there; `Left` where something else is. */
const folderAt = (path: string): TE.TaskEither<FileError, boolean> =>
  pipe(
    TE.tryCatch(
      () =>
        stat(path).catch((error: { code?: unknown }) => {
          if (error.code === 'ENOENT') return undefined
          throw error
        }),
      systemError('write', path),
    ),
    TE.filterOrElse(
      (there) => there === undefined || there.isDirectory(),
      () => fileError(path, 'this is a file, not a folder', 'name a folder'),
    ),
    TE.map((there) => there !== undefined),
  )

/** Whether `writeFolder` could write there now: into the folder, or, where it is not there, into the one around it. */
export const checkFolder = (path: string): TE.TaskEither<FileError, void> =>
  pipe(
    folderAt(path),
    TE.chain((there) =>
      TE.tryCatch(() => access(there ? path : dirname(resolve(path)), constants.W_OK), systemError('write', path)),
    ),
  )

/**
 * Writes files by name into a folder, each whole or not at all; makes the folder where it is not there, but not the one
 * around it. A file of `null` is taken away, if it is there: what an earlier run left. Errors as of `writeWhole`.
 */
export const writeFolder =
  (path: string) =>
  (files: Readonly<Record<string, Uint8Array | null>>): TE.TaskEither<FileError, void> =>
    pipe(
      folderAt(path),
      TE.chain((there) => (there ? TE.right(undefined) : TE.tryCatch(() => mkdir(path), systemError('write', path)))),
      TE.chain(() =>
        pipe(
          Object.entries(files),
          TE.traverseSeqArray(([name, bytes]) => {
            const file = join(path, name)
            if (bytes !== null) return writeWhole(file)(bytes)
            return TE.tryCatch(() => rm(file, { force: true }), systemError('write', file))
          }),
        ),
      ),
      TE.map(() => undefined),
    )

/** All bytes of a file. Errors: no such file, a directory, no permission. */
export const readWhole = (path: string): TE.TaskEither<FileError, Uint8Array> =>
  TE.tryCatch(() => readFile(path), systemError('read', path))
