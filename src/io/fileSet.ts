/** Files by their names, wherever they lie: in a folder, in a tar archive, or made from others when they are asked for. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, dataError, parseTar } from '../data/index.js'
import { systemError } from './fileError.js'

export interface FileSet {
  /** What errors call it. */
  readonly source: string
  readonly has: (name: string) => boolean
  /** What errors call one of its files. */
  readonly pathOf: (name: string) => string
  readonly read: (name: string) => TE.TaskEither<DataError, Uint8Array>
}

/** What the system says of a file, as an error of data. */
export const unreadable =
  (path: string) =>
  (error: unknown): DataError => {
    const { what, fix } = systemError('read', path)(error)
    return dataError({ source: path }, what, fix)
  }
const readPath = (path: string): TE.TaskEither<DataError, Uint8Array> =>
  TE.tryCatch(() => readFile(path), unreadable(path))

/** No archive of data sets is larger when it is unpacked. */
const largest = 2 ** 31 - 1
const unpack = promisify(gunzip)
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** The bytes, unpacked where they are compressed by gzip. */
const gunzipped =
  (source: string) =>
  (bytes: Uint8Array): TE.TaskEither<DataError, Uint8Array> =>
    isGzip(bytes)
      ? TE.tryCatch(
          () => unpack(bytes, { maxOutputLength: largest }),
          (error) => {
            const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'
            const what = cut ? 'the compressed file is cut off' : `it cannot be unpacked (${(error as Error).message})`
            return dataError({ source, byte: cut ? bytes.length : 0 }, what, 'get the file again')
          },
        )
      : TE.right(bytes)

/** `name` itself, or `name.gz` unpacked. */
const orCompressed = (files: FileSet): FileSet => ({
  ...files,
  has: (name) => files.has(name) || files.has(`${name}.gz`),
  read: (name) => {
    const compressed = !files.has(name) && files.has(`${name}.gz`)
    return compressed
      ? pipe(files.read(`${name}.gz`), TE.chain(gunzipped(files.pathOf(`${name}.gz`))))
      : files.read(name)
  },
})

/** The files of a folder and of the folders right in it, the nearer first. */
const inFolder = (folder: string): TE.TaskEither<DataError, FileSet> =>
  TE.tryCatch(async () => {
    const entries = await readdir(folder, { withFileTypes: true })
    const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    const below = await Promise.all(inner.map(async (name) => [name, await readdir(join(folder, name))] as const))
    const paths = new Map(
      [
        ...below.flatMap(([name, files]) => files.map((file) => join(folder, name, file))),
        ...entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name)),
      ].map((path) => [basename(path), path]),
    )
    const pathOf = (name: string): string => paths.get(name) ?? join(folder, name)
    return { source: folder, has: (name) => paths.has(name), pathOf, read: (name) => readPath(pathOf(name)) }
  }, unreadable(folder))

/** The files of a tar archive, by their names without folders. */
const inArchive = (path: string): TE.TaskEither<DataError, FileSet> =>
  pipe(
    readPath(path),
    TE.chain(gunzipped(path)),
    TE.chainEitherK(parseTar(path)),
    TE.map((all): FileSet => {
      const files = new Map(all.map(({ name, bytes }) => [name.split('/').at(-1)!, bytes]))
      const pathOf = (name: string): string => `${path}/${name}`
      const absent = (name: string): DataError =>
        dataError({ source: path }, `there is no file ${name} in it`, 'check that this is the archive of the data set')
      return {
        source: path,
        has: (name) => files.has(name),
        pathOf,
        read: (name) => TE.fromEither(E.fromNullable(absent(name))(files.get(name))),
      }
    }),
  )

/** A folder, or a tar archive that may be compressed by gzip; files in it may be as well. */
export const openFiles = (path: string): TE.TaskEither<DataError, FileSet> =>
  pipe(
    TE.tryCatch(() => stat(path), unreadable(path)),
    TE.chain((found) => (found.isDirectory() ? inFolder(path) : inArchive(path))),
    TE.map(orCompressed),
  )
