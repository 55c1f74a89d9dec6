/**
 * Checkpoints: the whole state of a run in one file each, written whole or not at all, the last few of them kept in one
 * folder that one process at a time may write to.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type * as t from 'io-ts'
import { positive } from '../core/positive.js'
import { readWhole, writeWhole } from './atomic.js'
import { decodeBundle, decodeWith, encodeBundle, type Migrations } from './bundle.js'
import { takeFence } from './fence.js'
import { type FileError, fileError, systemError } from './fileError.js'

/** What is in a folder of checkpoints, as bundles hold it. */
export interface CheckpointFormat<A> {
  /** What a checkpoint is, as `encodeBundle` takes it. */
  readonly kind: string
  readonly version: number
  readonly codec: t.Decoder<unknown, A>
  readonly migrations?: Migrations
}

/** A checkpoint that was read. */
export interface Restored<A> {
  readonly value: A
  readonly file: string
  /** Newer ones that could not be read, the newest first: what was learnt after this one is lost. */
  readonly passed: readonly FileError[]
}

/** A folder of checkpoints that this process writes to. */
export interface Checkpoints<A> {
  /** What was there at the start; `null`: nothing. */
  readonly restored: Restored<A> | null
  /**
   * Writes a value as the newest checkpoint, then removes those beyond the number to keep; gives its path. The file and
   * its name are flushed to the disk first. Calls wait for those before them. `Left` in one line once another process has
   * taken the folder over; what that one wrote is never touched. Throws `TypeError` as `encodeBundle` does.
   */
  readonly save: (value: A) => TE.TaskEither<FileError, string>
}

/** Of two checkpoints the newer is that of the larger token, then that of the larger number. */
interface Place {
  readonly name: string
  readonly token: number
  readonly number: number
}
const pattern = /^checkpoint-(\d+)-(\d+)\.fluxion(\.\d+)?$/
const nameOf = (token: number, number: number): string =>
  `checkpoint-${String(token).padStart(4, '0')}-${String(number).padStart(8, '0')}.fluxion`
const placeOf = (name: string): readonly Place[] => {
  const found = pattern.exec(name)
  return found === null || found[3] !== undefined ? [] : [{ name, token: Number(found[1]), number: Number(found[2]) }]
}
/** What a process that was killed while it wrote has left. */
const isRemnant = (name: string): boolean => pattern.exec(name)?.[3] !== undefined

/** The checkpoints of a folder, the newest first; none where there is no such folder. */
const placesIn = (folder: string): TE.TaskEither<FileError, readonly Place[]> =>
  TE.tryCatch(
    async () => (await readdir(folder)).flatMap(placeOf).toSorted((a, b) => b.token - a.token || b.number - a.number),
    systemError('read', folder),
  )

const gone = 'there is no such file'

/** The newest that is whole, out of several; those that a writer removed meanwhile count neither way. */
const newestWhole = async <A>(
  folder: string,
  places: readonly Place[],
  { kind, version, codec, migrations = {} }: CheckpointFormat<A>,
): Promise<E.Either<FileError, Restored<A> | null>> => {
  const passed: FileError[] = []
  for (const { name } of places) {
    const file = join(folder, name)
    const content = await pipe(readWhole(file), TE.chainEitherK(decodeBundle(kind, version, migrations)(file)))()
    if (E.isRight(content))
      return pipe(
        decodeWith(codec)(file)(content.right),
        E.map((value) => ({ value, file, passed })),
      )
    if (content.left.what !== gone) passed.push(content.left)
  }
  const [newest] = passed
  if (newest === undefined) return E.right(null)
  const what =
    passed.length === 1 ? 'its only checkpoint is not whole' : `none of its ${passed.length} checkpoints is whole`
  return E.left(
    fileError(folder, `${what} (${newest.file}: ${newest.what})`, 'restore it from a copy, or name another folder'),
  )
}

/**
 * The newest checkpoint of a folder that is whole; `null` where there is none at all. Takes nothing over: a run may go on
 * writing there. Errors: no such folder, no permission, none that is whole, one whose content is not of this format.
 */
export const readCheckpoint =
  <A>(format: CheckpointFormat<A>) =>
  (folder: string): TE.TaskEither<FileError, Restored<A> | null> => {
    const attempt = (left: number): TE.TaskEither<FileError, Restored<A> | null> =>
      pipe(
        placesIn(folder),
        TE.chain((places) =>
          pipe(
            () => newestWhole(folder, places, format),
            // All may have been removed after newer ones were written: then those are there now.
            TE.chain((found) =>
              found === null && places.length > 0 && left > 0 ? attempt(left - 1) : TE.right(found),
            ),
          ),
        ),
      )
    return attempt(3)
  }

/** Removes all but the newest checkpoints. A file that cannot be removed stays: the run is not to end for it. */
const prune = (folder: string, keep: number): TE.TaskEither<FileError, void> =>
  pipe(
    placesIn(folder),
    TE.chainTaskK((places) => async () => {
      await Promise.all(places.slice(keep).map(({ name }) => rm(join(folder, name), { force: true }).catch(() => {})))
    }),
  )

/**
 * Takes over a folder of checkpoints (created where it is missing) and reads the newest that is whole. From now on `save`
 * of any process that had it before is refused; what such a process wrote counts as older than what this one writes.
 * `keep` is how many to keep, at least 1 (default 3). Several are kept so that a damaged one is not the end.
 * Errors: as of `readCheckpoint`, and no permission to write, a full disk. Throws `RangeError` for `keep`.
 */
export const openCheckpoints =
  <A>(format: CheckpointFormat<A>, { keep = 3 }: { readonly keep?: number } = {}) =>
  (folder: string): TE.TaskEither<FileError, Checkpoints<A>> => {
    positive('openCheckpoints', 'keep', keep)
    return pipe(
      TE.Do,
      TE.bind('fence', () => takeFence(folder, (name) => placeOf(name)[0]?.token ?? 0)),
      TE.bind('restored', () => readCheckpoint(format)(folder)),
      TE.bind('places', () => placesIn(folder)),
      TE.chainFirst(() =>
        TE.tryCatch(
          async () => {
            for (const name of await readdir(folder)) if (isRemnant(name)) await rm(join(folder, name), { force: true })
          },
          systemError('write', folder),
        ),
      ),
      TE.map(({ fence, restored, places }): Checkpoints<A> => {
        let number = places.reduce((largest, place) => Math.max(largest, place.number), 0)
        let before: Promise<unknown> = Promise.resolve()
        const write = (value: A): TE.TaskEither<FileError, string> => {
          const file = join(folder, nameOf(fence.token, number + 1))
          return pipe(
            fence.check,
            TE.chain(() => writeWhole(file)(encodeBundle(format.kind, format.version, value))),
            // Another process may have come meanwhile. It writes checkpoints that count as newer, whatever is here.
            TE.chain(() => fence.check),
            TE.orElse((error) =>
              pipe(
                fence.check,
                TE.orElseFirstTaskK(() => () => rm(file, { force: true }).catch(() => {})),
                TE.chain(() => TE.left<FileError, void>(error)),
              ),
            ),
            TE.chainFirst(() => {
              number += 1
              return prune(folder, keep)
            }),
            TE.map(() => file),
          )
        }
        const save =
          (value: A): TE.TaskEither<FileError, string> =>
          () => {
            const done = before.then(write(value))
            before = done.catch(() => undefined)
            return done
          }
        return { restored, save }
      }),
    )
  }
