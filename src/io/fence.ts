/** Who may write in a folder: the process that came last, told by a token that only grows. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { flushFolder } from './atomic.js'
import { type FileError, fileError, systemError } from './fileError.js'

/** The right to write in a folder, until another process takes it. */
export interface Fence {
  /** A whole number from 1, larger than those of all who came before. */
  readonly token: number
  /** `Left` with one line once another process has come, or the folder was emptied: then this one must not write. */
  readonly check: TE.TaskEither<FileError, void>
}

const nameOf = (token: number): string => `writer-${token}`
const tokenIn = (name: string): number => Number(/^writer-([1-9]\d*)$/.exec(name)?.[1] ?? 0)

/** Tokens named by the files of a folder, the largest first. `also` reads those that other files name. */
const tokensIn = async (folder: string, also: (name: string) => number): Promise<readonly number[]> =>
  (await readdir(folder))
    .map((name) => tokenIn(name) || also(name))
    .filter((token) => token > 0)
    .sort((a, b) => b - a)

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** Who wrote a file of a token, as far as it says. */
const holder = async (folder: string, token: number): Promise<{ readonly id?: string; readonly who?: string }> => {
  const text = await readFile(join(folder, nameOf(token)), 'utf8').catch(() => '')
  const [id, who] = text.split('\n')
  return id === undefined || id === '' ? {} : { id, ...(who === undefined ? {} : { who }) }
}

/** Creates the file of a token that nobody has: of several processes that want one token, the system lets one through. */
const claim = async (folder: string, also: (name: string) => number, text: string): Promise<number> => {
  for (;;) {
    const token = ((await tokensIn(folder, also))[0] ?? 0) + 1
    try {
      const file = await open(join(folder, nameOf(token)), 'wx')
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      // Between the look and the creation this token may have been taken and, after a larger one was, removed again.
      if ((await tokensIn(folder, also))[0] === token) return token
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

/**
 * Takes over a folder, which is created where it is missing. Whoever held it before is not asked and not stopped, but each
 * of its later `check`s fails. A token is a file created exclusively, so no two processes hold the same; files of earlier
 * holders are removed. `also` reads tokens out of the names of other files of the folder (0: none), so that a new one is
 * larger than those, too.
 * Errors: a file at that path, no permission, a full disk.
 */
export const takeFence = (folder: string, also: (name: string) => number = () => 0): TE.TaskEither<FileError, Fence> =>
  TE.tryCatch(
    async () => {
      await mkdir(folder, { recursive: true })
      const id = randomUUID()
      const token = await claim(folder, also, `${id}\nprocess ${process.pid} on ${hostname()}\n`)
      await flushFolder(folder)
      for (const name of await readdir(folder)) {
        const old = tokenIn(name)
        if (old > 0 && old < token) await rm(join(folder, name), { force: true })
      }
      const lost = fileError(folder, 'its files were removed while this process wrote to it', 'start again')
      const taken = ({ who }: { readonly who?: string }): FileError =>
        fileError(
          folder,
          `another process has taken it over${who === undefined ? '' : ` (${who})`}; nothing was written`,
          'stop one of the two, or give each a folder of its own',
        )
      const standing = TE.tryCatch(
        async (): Promise<FileError | null> => {
          const last = (await tokensIn(folder, () => 0))[0] ?? 0
          if (last > token) return taken(await holder(folder, last))
          return last < token || (await holder(folder, token)).id !== id ? lost : null
        },
        systemError('read', folder),
      )
      const check = pipe(
        standing,
        TE.chain((refusal) => (refusal === null ? TE.right(undefined) : TE.left(refusal))),
      )
      return { token, check }
    },
    systemError('write', folder),
  )
