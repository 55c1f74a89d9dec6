/** The folder where data sets are kept between runs: each whole, or not there at all. */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, dataError } from '../data/index.js'
import { systemError } from './fileError.js'

/** `$FLUXION_CACHE`, else `$XDG_CACHE_HOME/fluxion`, else `~/.cache/fluxion`. */
export const cacheFolder = (environment: Readonly<Record<string, string | undefined>>): string => {
  const { FLUXION_CACHE: own, XDG_CACHE_HOME: caches } = environment
  if (own !== undefined && own !== '') return own
  return join(caches !== undefined && caches !== '' ? caches : join(homedir(), '.cache'), 'fluxion')
}

const unwritable =
  (folder: string) =>
  (error: unknown): DataError => {
    const { what, fix } = systemError('write', folder)(error)
    return dataError({ source: folder }, what, fix)
  }

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM'
  }
}

/** Removes what processes left that were killed before they were done. */
const sweep = async (cache: string): Promise<void> => {
  for (const name of await readdir(cache)) {
    const pid = /^\.partial-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(cache, name), { recursive: true, force: true })
  }
}

/**
 * Fills a new folder and puts it in its place as `name` when all of it is there; gives its path and what `fill` gave. Until then, and after an
 * error, what stood there stays. `fill` gets two empty folders: one that becomes `name`, and one for whatever it needs on
 * the way, which goes.
 */
export const fillFolder =
  (cache: string, name: string) =>
  <A>(
    fill: (folder: string, scratch: string) => TE.TaskEither<DataError, A>,
  ): TE.TaskEither<DataError, readonly [path: string, A]> =>
  async () => {
    const target = join(cache, name)
    let partial: string | undefined
    try {
      await mkdir(cache, { recursive: true })
      await sweep(cache)
      partial = await mkdtemp(join(cache, `.partial-${process.pid}-`))
      const [folder, scratch] = [join(partial, name), join(partial, 'scratch')]
      await mkdir(folder)
      await mkdir(scratch)
      const filled = await fill(folder, scratch)()
      if (E.isLeft(filled)) return filled
      await rm(target, { recursive: true, force: true })
      await rename(folder, target)
      return E.right([target, filled.right])
    } catch (error) {
      return E.left(unwritable(cache)(error))
    } finally {
      if (partial !== undefined) await rm(partial, { recursive: true, force: true }).catch(() => undefined)
    }
  }
