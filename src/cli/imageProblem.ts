/** From idx files to a problem: images, labels, split, brightness. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { foldIn, literal, type Numbers, permutation, ShapeError } from '../core/index.js'
import { type DataError, parseIdx, showDataError, splitRows } from '../data/index.js'
import { readWhole, showFileError } from '../io/index.js'
import { type LayerSpec, losses } from '../models/index.js'
import { type Dataset, type Example, examples, imagesOf, rowsOf, subset } from '../streams/index.js'
import { layersOf, type Problem } from './problem.js'
import { keysOf } from './run.js'
import type { ImageSettings } from './settings.js'

/** Images as bytes, 0 black to 255 white, and their classes. */
export interface Pixels {
  readonly size: number
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
  readonly labels: Numbers
}
export const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

type Read<A> = TE.TaskEither<readonly string[], A>
const idxFile = (
  path: string,
): Read<{ readonly bytes: Uint8Array; readonly shape: readonly number[]; readonly data: any }> =>
  pipe(
    readWhole(path),
    TE.mapLeft((e): readonly string[] => [showFileError(e)]),
    TE.chainEitherK((bytes) =>
      pipe(
        parseIdx(path)(bytes),
        E.bimap(
          (e: DataError): readonly string[] => [showDataError(e)],
          ({ shape, data }) => ({ bytes, shape, data }),
        ),
      ),
    ),
  )

/** Images and labels of one part, checked against each other. */
export const mnistPart = (folder: string, name: 'train' | 't10k'): Read<Pixels & { readonly digest: string }> =>
  pipe(
    TE.Do,
    TE.bind('images', () => idxFile(join(folder, `${name}-images-idx3-ubyte`))),
    TE.bind('labels', () => idxFile(join(folder, `${name}-labels-idx1-ubyte`))),
    TE.chainEitherK(({ images, labels }): E.Either<readonly string[], Pixels & { readonly digest: string }> => {
      const [size = 0, ...shape] = images.shape
      const file = join(folder, `${name}-labels-idx1-ubyte`)
      if (images.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== size)
        return E.left([
          `${file}: expected ${size} labels for ${size} images, got [${labels.shape.join(', ')}]; take both files from one source`,
        ])
      if (size === 0) return E.left([`${folder}: the ${name} files hold no images; take the full files`])
      const foreign = (labels.data as Uint8Array).findIndex((l) => l >= digits.length)
      if (foreign >= 0)
        return E.left([
          `${file}: label ${labels.data[foreign]} of image ${foreign} is not a digit; take the files of MNIST`,
        ])
      const digest = createHash('sha256').update(images.bytes).update(labels.bytes).digest('hex')
      return E.right({ size, shape, bytes: images.data as Uint8Array, labels: labels.data, digest })
    }),
  )

/** Mean and standard deviation of the pixels of some images, 0 to 1. */
const brightness = ({ bytes, shape }: Pixels, rows: Numbers): { readonly mean: number; readonly deviation: number } => {
  const width = shape.reduce((a, b) => a * b, 1)
  let [sum, squares] = [0, 0]
  for (const row of rows)
    for (let i = row * width; i < (row + 1) * width; i++) {
      sum += bytes[i]!
      squares += bytes[i]! ** 2
    }
  const n = rows.length * width
  const mean = sum / n / 255
  return { mean, deviation: Math.sqrt(Math.max(squares / n / 65025 - mean ** 2, 0)) || 1 }
}

/** Height, width and the one channel of grey images: the form in which a model reads them. */
const exampleOf = ({ shape }: Pixels): readonly number[] => [...shape, 1]

type Norm = ReturnType<typeof brightness>
const dataset = (p: Pixels, rows: Numbers, norm: Norm): Dataset<Example<any, any>> => {
  const all = examples(
    imagesOf(p.bytes, exampleOf(p), norm),
    rowsOf(literal([p.size], p.labels as ArrayLike<number>, 'i32')),
  )
  return subset(all, rows)
}

const upTo = (n: number): Numbers => Int32Array.from({ length: n }, (_, i) => i)

/** The layers of the model asked for, or one line where it cannot read such images. */
const layersFor = (
  settings: ImageSettings,
  example: readonly number[],
): E.Either<readonly string[], readonly LayerSpec[]> =>
  E.tryCatch(
    () => layersOf(settings.model, settings, example, digits.length),
    (error): readonly string[] => {
      if (!(error instanceof ShapeError)) throw error
      return [`--model ${settings.model} cannot read images of ${example.join(' × ')}: ${error.message}`]
    },
  )

const problemWith = (train: Pixels, test: Pixels, settings: ImageSettings, layers: readonly LayerSpec[]): Problem => {
  const keys = keysOf(settings.seed)
  const chosen = Array.from(permutation(foldIn(keys.split, 1), train.size)).slice(0, settings.limit ?? train.size)
  const labels = chosen.map((row) => train.labels[row]!)
  const parts = splitRows({ test: 0, validation: settings.validation, stratify: labels }, keys.split)(chosen.length)
  const rows = (own: Numbers): Numbers => Int32Array.from(own, (i) => chosen[i]!)
  const norm = brightness(train, rows(parts.train))
  const validation = dataset(train, rows(parts.validation), norm)
  return {
    task: 'multiclass',
    classes: digits,
    layers,
    preprocessing: { kind: 'images', shape: exampleOf(train), classes: digits, ...norm },
    loss: losses.sparseCategoricalCrossEntropy.loss,
    train: dataset(train, rows(parts.train), norm),
    validation: validation.size === 0 ? null : validation,
    test: dataset(test, upTo(test.size), norm),
  }
}

/** Chooses, splits and scales the images; `Left` where the model asked for cannot read such images. */
export const imageProblem = (
  train: Pixels,
  test: Pixels,
  settings: ImageSettings,
): E.Either<readonly string[], Problem> =>
  pipe(
    layersFor(settings, exampleOf(train)),
    E.map((layers) => problemWith(train, test, settings, layers)),
  )
