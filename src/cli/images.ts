/** `fluxion images`: from labelled images to a trained, tested, saved classifier. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type ImageParts, loadModel, luma } from '../io/index.js'
import { fromSpecs } from '../models/index.js'
import { classesOfLogits, type Dataset, predict, probabilitiesOfLogits } from '../streams/index.js'
import { asciiImages } from './ascii.js'
import { cache, loadImages, withClasses } from './datasets.js'
import { type ImageProblem, imageProblem } from './imageProblem.js'
import type { Output } from './output.js'
import { type Finished, runTraining } from './run.js'
import { ImageSettings, type Overrides, type Resumed, settled, storedRun } from './settings.js'
import { type Base, baseAgain, baseFrom } from './transfer.js'

export interface ImageOptions {
  /** Without it, out of the cache. */
  readonly from: string | undefined
  readonly settings: ImageSettings
  readonly overrides: Overrides
  readonly out: string | undefined
  readonly resume: string | undefined
}
/** The test images the model is most sure and wrong about. */
const worst = ({ file }: Finished, { problem, testImages, testRows }: ImageProblem, count: number) => {
  const { size } = problem.test
  const inputs: Dataset<any> = { size, batch: (rows) => problem.test.batch(rows).x }
  const outputs = predict(fromSpecs(file.layers))(file, inputs)
  const guessed = classesOfLogits(outputs, size)
  const probabilities = probabilitiesOfLogits(outputs, size)
  return Array.from(guessed, (guess, i) => {
    const row = testRows[i]!
    return { row, guess, truth: testImages.labels[row]!, p: probabilities[i]![guess]! }
  })
    .filter(({ guess, truth }) => guess !== truth)
    .sort((a, b) => b.p - a.p || a.row - b.row)
    .slice(0, count)
}

/** The brightness of each pixel. */
const greyOf = (bytes: Uint8Array, channels: number): Uint8Array =>
  channels === 1
    ? bytes
    : Uint8Array.from({ length: bytes.length / channels }, (_, i) =>
        luma(bytes[i * channels]!, bytes[i * channels + 1]!, bytes[i * channels + 2]!),
      )

const showWorst = (output: Output, finished: Finished, images: ImageProblem): void => {
  const found = worst(finished, images, 4)
  output.event({ event: 'mistakes', worst: found })
  if (found.length === 0) return
  const { bytes, shape, classes } = images.testImages
  const [height, width, channels] = shape
  const size = height * width * channels
  const pictures = found.map(({ row }) => greyOf(bytes.subarray(row * size, (row + 1) * size), channels))
  const name = (label: number): string => classes[label]!
  const captions = found.map(
    ({ truth, guess, p }) => `a ${name(truth)}, taken for ${name(guess)} (${(100 * p).toFixed(0)} %)`,
  )
  const shown = width > 64 ? [] : [asciiImages(pictures, height, width, captions, output.columns)]
  output.say(['\nmost confident mistakes', ...(shown.length > 0 ? shown : captions)].join('\n'))
}

/** The command that reads the same images. */
const commandOf = ({ dataset }: ImageSettings, from: string | undefined): string =>
  `fluxion images ${dataset}${from === undefined ? '' : ` --from ${from}`}`

/** What to try next. */
const hint = (settings: ImageSettings, from: string | undefined, file: string): string =>
  [
    '\ntry next',
    `  npx fluxion show ${file}`,
    `  npx ${commandOf(settings, from)} --model ${settings.model === 'lenet' ? 'perceptron --hidden 256,64' : 'lenet'}`,
    `  npx fluxion train customers.csv --target churned`,
  ].join('\n')

/** What the run begins with: the trunk that was named, or the resumed run's own network; `null`: a new network. */
const baseOf = (
  { transfer, keep, trainable }: ImageSettings,
  stored: Resumed | null,
  { train }: ImageParts,
): TE.TaskEither<readonly string[], Base | null> => {
  if (transfer === null) return TE.right(null)
  if (stored !== null) return TE.right(baseAgain(stored.model))
  return pipe(
    loadModel(transfer),
    TE.chainEitherK((file) => baseFrom(transfer, keep, trainable)(file, train)),
  )
}

export const trainImages =
  (output: Output) =>
  ({ from, settings: asked, overrides, out, resume }: ImageOptions): TE.TaskEither<readonly string[], Finished> =>
    pipe(
      TE.Do,
      TE.bind('settings', () => settled(ImageSettings, asked, resume, overrides)),
      TE.bind('parts', ({ settings }) =>
        pipe(loadImages(settings.dataset, from), TE.chainEitherK(withClasses(settings.classes))),
      ),
      TE.bind('stored', ({ parts }) => storedRun(resume, parts.digest)),
      TE.bind('base', ({ settings, stored, parts }) => baseOf(settings, stored, parts)),
      TE.bind('images', ({ settings, parts, base }) => TE.fromEither(imageProblem(parts, settings, base))),
      TE.chain(({ settings, parts: { train, digest }, stored, images }) => {
        const target = out ?? resume ?? `${settings.dataset}.fluxion`
        const { problem } = images
        const [height, width, channels] = train.shape
        const source = from ?? `${cache()}/${settings.dataset}`
        const parts = { train: problem.train.size, validation: problem.validation?.size ?? 0, test: problem.test.size }
        output.say(
          `${source}: ${train.size.toLocaleString('en-US')} training images of ${height} × ${width} pixels${channels === 1 ? '' : ' in colour'}, ${train.classes.length} classes`,
        )
        output.say(
          `  parts       ${Object.entries(parts)
            .map(([name, n]) => `${n.toLocaleString('en-US')} ${name}`)
            .join(', ')}`,
        )
        const { transfer, trainable } = settings
        if (transfer !== null)
          output.say(
            `  begun with  ${transfer}, ${trainable === 'none' ? 'frozen but for its head' : 'all of it learns'}`,
          )
        output.event({ event: 'data', source, shape: train.shape, classes: train.classes, parts })
        return runTraining(problem, {
          settings,
          digest,
          out: target,
          resume: stored,
          resumeCommand: `${commandOf(settings, from)} --resume ${target}`,
          output,
          finale: (finished) => {
            showWorst(output, finished, images)
            output.say(hint(settings, from, target))
          },
        })
      }),
    )
