/** `fluxion images`: from idx files of images to a trained, tested, saved classifier. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { foldIn, literal, type Numbers, permutation } from '../core/index.js'
import { type DataError, parseIdx, showDataError, splitRows } from '../data/index.js'
import { loadModel, readWhole, showFileError } from '../io/index.js'
import { fromSpecs, losses } from '../models/index.js'
import {
  classesOfLogits,
  type Dataset,
  type Example,
  examples,
  imagesOf,
  predict,
  probabilitiesOfLogits,
  rowsOf,
} from '../streams/index.js'
import { asciiImages } from './ascii.js'
import type { Output } from './output.js'
import { type Finished, keysOf, type Problem, runToResume, runTraining } from './run.js'
import { ImageSettings, type Overrides, resumed, settingErrors } from './settings.js'
import { perceptron } from './train.js'

export interface ImageOptions {
  readonly folder: string
  readonly settings: ImageSettings
  readonly overrides: Overrides
  readonly out: string | undefined
  readonly resume: string | undefined
}
interface Pixels {
  readonly size: number
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
  readonly labels: Numbers
}
const classes = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

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
const part = (folder: string, name: 'train' | 't10k'): Read<Pixels & { readonly digest: string }> =>
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
      const foreign = (labels.data as Uint8Array).findIndex((l) => l >= classes.length)
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

type Norm = ReturnType<typeof brightness>
const dataset = (p: Pixels, rows: Numbers, norm: Norm): Dataset<Example<any, any>> => {
  const all = examples(
    imagesOf(p.bytes, p.shape, norm),
    rowsOf(literal([p.size], p.labels as ArrayLike<number>, 'i32')),
  )
  return { size: rows.length, batch: (own) => all.batch(Int32Array.from(own, (i) => rows[i]!)) }
}

const upTo = (n: number): Numbers => Int32Array.from({ length: n }, (_, i) => i)

const imageProblem = (train: Pixels, test: Pixels, settings: ImageSettings): Problem => {
  const keys = keysOf(settings.seed)
  const chosen = Array.from(permutation(foldIn(keys.split, 1), train.size)).slice(0, settings.limit ?? train.size)
  const labels = chosen.map((row) => train.labels[row]!)
  const parts = splitRows({ test: 0, validation: settings.validation, stratify: labels }, keys.split)(chosen.length)
  const rows = (own: Numbers): Numbers => Int32Array.from(own, (i) => chosen[i]!)
  const norm = brightness(train, rows(parts.train))
  const validation = dataset(train, rows(parts.validation), norm)
  return {
    task: 'multiclass',
    classes,
    layers: perceptron(settings, train.shape, classes.length),
    preprocessing: { kind: 'images', shape: train.shape, classes, ...norm },
    loss: losses.sparseCategoricalCrossEntropy.loss,
    train: dataset(train, rows(parts.train), norm),
    validation: validation.size === 0 ? null : validation,
    test: dataset(test, upTo(test.size), norm),
  }
}

/** The test images the model is most sure and wrong about. */
const worst = ({ file }: Finished, problem: Problem, test: Pixels, count: number) => {
  const inputs: Dataset<any> = { size: problem.test.size, batch: (rows) => problem.test.batch(rows).x }
  const outputs = predict(fromSpecs(file.layers))(file, inputs)
  const guessed = classesOfLogits(outputs, test.size)
  const probabilities = probabilitiesOfLogits(outputs, test.size)
  return Array.from(guessed, (guess, row) => ({ row, guess, truth: test.labels[row]!, p: probabilities[row]![guess]! }))
    .filter(({ guess, truth }) => guess !== truth)
    .sort((a, b) => b.p - a.p || a.row - b.row)
    .slice(0, count)
}

const showWorst = (output: Output, finished: Finished, problem: Problem, test: Pixels): void => {
  const found = worst(finished, problem, test, 4)
  output.event({ event: 'mistakes', worst: found })
  if (found.length === 0) return
  const [height = 1, width = 1] = test.shape
  const images = found.map(({ row }) => test.bytes.subarray(row * height * width, (row + 1) * height * width))
  const captions = found.map(({ truth, guess, p }) => `a ${truth}, taken for ${guess} (${(100 * p).toFixed(0)} %)`)
  output.say(`\nmost confident mistakes\n${asciiImages(images, height, width, captions)}`)
}

/** What to try next. */
const hint = ({ dataset }: ImageSettings, folder: string, model: string): string =>
  [
    '\ntry next',
    `  fluxion show ${model}`,
    `  fluxion images ${dataset} --from ${folder} --hidden 256,64 --dropout 0.2 --epochs 20`,
    `  fluxion train customers.csv --target churned`,
  ].join('\n')

export const trainImages =
  (output: Output) =>
  ({ folder, settings: asked, overrides, out, resume }: ImageOptions): TE.TaskEither<readonly string[], Finished> =>
    pipe(
      TE.Do,
      TE.bind('file', () => (resume === undefined ? TE.right(null) : loadModel(resume))),
      TE.bind('settings', ({ file }) =>
        TE.fromEither(
          file === null || resume === undefined
            ? E.right(asked)
            : resumed(ImageSettings, resume)(file.run?.settings, overrides),
        ),
      ),
      TE.chainFirst(({ settings }) => {
        const wrong = settingErrors(settings)
        return wrong.length > 0 ? TE.left(wrong) : TE.right(undefined)
      }),
      TE.bind('trainPart', () => part(folder, 'train')),
      TE.bind('testPart', () => part(folder, 't10k')),
      TE.bind('stored', ({ file, trainPart }) =>
        TE.fromEither(file === null ? E.right(null) : runToResume(file, resume!, trainPart.digest)),
      ),
      TE.chain(({ settings, trainPart, testPart, stored }) => {
        const problem = imageProblem(trainPart, testPart, settings)
        const target = out ?? resume ?? `${settings.dataset}.fluxion`
        const parts = { train: problem.train.size, validation: problem.validation?.size ?? 0, test: problem.test.size }
        output.say(
          `${folder}: ${trainPart.size.toLocaleString('en-US')} training images of ${trainPart.shape.join(' × ')} pixels, ${classes.length} classes`,
        )
        output.say(
          `  parts       ${Object.entries(parts)
            .map(([name, n]) => `${n.toLocaleString('en-US')} ${name}`)
            .join(', ')}`,
        )
        output.event({ event: 'data', source: folder, shape: trainPart.shape, classes, parts })
        return runTraining(problem, {
          settings,
          digest: trainPart.digest,
          out: target,
          resume: stored,
          resumeCommand: `fluxion images ${settings.dataset} --from ${folder} --resume ${target}`,
          output,
          finale: (finished) => {
            showWorst(output, finished, problem, testPart)
            output.say(hint(settings, folder, target))
          },
        })
      }),
    )
