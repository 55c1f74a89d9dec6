/** From the files of a known data set to its images, and from sheets of sprites to those files. */
import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  type DataError,
  dataError,
  encodeCifar10,
  type Images,
  joinImages,
  type KnownDataset,
  type KnownFile,
  type NamedBytes,
  parseCifar,
  parseIdxImages,
  parseLabels,
  parseSprites,
} from '../data/index.js'
import type { FileSet } from './fileSet.js'
import { decodePicture } from './picture.js'

/** Images to learn from and to be judged by. */
export interface ImageParts {
  readonly train: Images
  /** `null`: to be taken out of `train`. */
  readonly test: Images | null
  /** SHA-256 of the training files one after another, in hexadecimal. */
  readonly digest: string
}

export const sha256 = (...parts: readonly Uint8Array[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')

/** `Left` where a file is not the one that is known. */
export const checkFile =
  ({ name, bytes: size, sha256: known }: KnownFile, source: string) =>
  (bytes: Uint8Array): E.Either<DataError, Uint8Array> => {
    const fix = `get ${name} again`
    if (bytes.length !== size)
      return E.left(
        dataError({ source, byte: Math.min(bytes.length, size) }, `expected ${size} bytes, got ${bytes.length}`, fix),
      )
    const sum = known === null ? null : sha256(bytes)
    return sum === known
      ? E.right(bytes)
      : E.left(dataError({ source }, `it is not the known file: its SHA-256 is ${sum}, not ${known}`, fix))
  }

const readAll =
  (files: FileSet) =>
  (names: readonly string[]): TE.TaskEither<DataError, readonly NamedBytes[]> =>
    pipe(
      names,
      TE.traverseSeqArray((name) =>
        pipe(
          files.read(name),
          TE.map((bytes) => ({ source: files.pathOf(name), bytes })),
        ),
      ),
    )

const parse =
  ({ format, classes }: KnownDataset) =>
  (files: readonly NamedBytes[]): E.Either<DataError, Images> => {
    if (format.kind === 'idx') return parseIdxImages(classes)(files[0]!, files[1]!)
    return pipe(
      files,
      E.traverseArray(({ source, bytes }) => parseCifar({ classes, labelBytes: format.labelBytes })(source)(bytes)),
      E.map(joinImages),
    )
  }

/** Reads the images of a data set, first those for training. Errors name file and byte. */
export const readImages =
  (dataset: KnownDataset) =>
  (files: FileSet): TE.TaskEither<DataError, ImageParts & { readonly test: Images }> =>
    pipe(
      TE.Do,
      TE.bind('trainFiles', () => readAll(files)(dataset.train)),
      TE.bind('train', ({ trainFiles }) => TE.fromEither(parse(dataset)(trainFiles))),
      TE.bind('test', () => pipe(readAll(files)(dataset.test), TE.chainEitherK(parse(dataset)))),
      TE.chainEitherK(({ trainFiles, train, test }) => {
        const digest = sha256(...trainFiles.map(({ bytes }) => bytes))
        return `${train.shape}` === `${test.shape}`
          ? E.right({ train, test, digest })
          : E.left(
              dataError(
                { source: files.pathOf(dataset.test[0]!) },
                `its images are [${test.shape.join(', ')}], those for training [${train.shape.join(', ')}]`,
                'take all files from one source',
              ),
            )
      }),
    )

/**
 * The files themselves where they are there; where only sheets of sprites are there, the files made from them when asked
 * for. `check` looks at each sheet and list of labels before it is decoded.
 */
export const fromSprites =
  (
    { sprites, classes, train }: KnownDataset,
    check: (file: KnownFile, source: string) => (bytes: Uint8Array) => E.Either<DataError, Uint8Array>,
  ) =>
  (files: FileSet): FileSet => {
    if (sprites === undefined || files.has(train[0]!) || !sprites.files.some(({ name }) => files.has(name)))
      return files
    const checked = (name: string): TE.TaskEither<DataError, Uint8Array> =>
      pipe(
        files.read(name),
        TE.chainEitherK(check(sprites.files.find((file) => file.name === name)!, files.pathOf(name))),
      )
    return {
      ...files,
      has: (name) => name in sprites.sheets,
      pathOf: (name) => files.pathOf(sprites.sheets[name]?.sheet ?? name),
      read: (name) => {
        const entry = sprites.sheets[name]
        if (entry === undefined) return files.read(name)
        const { sheet, labels, part, of } = entry
        return pipe(
          TE.Do,
          TE.bind('list', () =>
            pipe(checked(labels), TE.chainEitherK(parseLabels(classes.length)(files.pathOf(labels)))),
          ),
          TE.bind('picture', () => pipe(checked(sheet), TE.chainEitherK(decodePicture(files.pathOf(sheet))))),
          TE.chainEitherK(({ list, picture }) => {
            const [from, to] = [part, part + 1].map((i) => Math.round((i * list.length) / of))
            return parseSprites({ shape: [32, 32, 3], classes })(files.pathOf(sheet))(picture, list.slice(from, to))
          }),
          TE.map(encodeCifar10),
        )
      },
    }
  }
