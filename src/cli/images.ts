/** `fluxion images`: from labelled images to a trained, tested, saved classifier. */
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { checkFolder, type ImageParts, loadModel, luma, showFileError, writeFolder } from '../io/index.js'
import { asciiImages } from './ascii.js'
import { cache, loadImages, withClasses } from './datasets.js'
import { type ImageProblem, imageProblem } from './imageProblem.js'
import { type Mistake, mistakesOf } from './mistakes.js'
import type { Output } from './output.js'
import { type PictureName, pictureAt, pictureNames, picturesOf } from './pictures.js'
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
  /** Tell the gradients of each layer. */
  readonly gradients: boolean
  /** Where to write pictures; `false`: nowhere; without it beside the model file. */
  readonly pictures: string | boolean | undefined
}
/** The brightness of each pixel. */
const greyOf = (bytes: Uint8Array, channels: number): Uint8Array =>
  channels === 1
    ? bytes
    : Uint8Array.from({ length: bytes.length / channels }, (_, i) =>
        luma(bytes[i * channels]!, bytes[i * channels + 1]!, bytes[i * channels + 2]!),
      )

const showWorst = (output: Output, { testImages }: ImageProblem, mistakes: readonly Mistake[]): void => {
  output.event({ event: 'mistakes', wrong: mistakes.length, worst: mistakes.slice(0, 36) })
  const found = mistakes.slice(0, 4)
  if (found.length === 0) return
  const { shape, classes } = testImages
  const [height, width, channels] = shape
  const shades = found.map(({ row }) => greyOf(pictureAt(testImages, row).bytes, channels))
  const name = (label: number): string => classes[label]!
  const captions = found.map(
    ({ truth, guess, p }) => `a ${name(truth)}, taken for ${name(guess)} (${(100 * p).toFixed(0)} %)`,
  )
  const shown = width > 64 ? [] : [asciiImages(shades, height, width, captions, output.columns)]
  output.say(['\nmost confident mistakes', ...(shown.length > 0 ? shown : captions)].join('\n'))
}

/** Writes the pictures into a folder and tells which there are. */
const writePictures = (
  output: Output,
  folder: string,
  finished: Finished,
  images: ImageProblem,
  mistakes: readonly Mistake[],
): TE.TaskEither<readonly string[], void> => {
  const pictures = picturesOf(finished, images, mistakes)
  const files = Object.entries(pictureNames).flatMap(([name, shows]) =>
    pictures[name as PictureName] === null ? [] : [{ file: join(folder, name), shows }],
  )
  return pipe(
    writeFolder(folder)(pictures),
    TE.bimap(
      (error) => [showFileError(error)],
      () => {
        output.say(['\npictures', ...files.map(({ file, shows }) => `  ${file}  ${shows}`)].join('\n'))
        output.event({ event: 'pictures', folder, files })
      },
    ),
  )
}

/** Beside the model file, unless named; `null` where none are wanted. */
const picturesFolder = (pictures: ImageOptions['pictures'], model: string): string | null => {
  if (pictures === false) return null
  return typeof pictures === 'string' ? pictures : `${model.replace(/\.fluxion$/, '')}-pictures`
}

/** The command that reads the same images. */
const commandOf = ({ dataset }: ImageSettings, from: string | undefined): string =>
  `fluxion images ${dataset}${from === undefined ? '' : ` --from ${from}`}`

/** The next model to try; of grey pictures, which are easy, one that has no convolutions. */
const nextModel: { readonly [N in ImageSettings['model']]: string } = {
  perceptron: 'lenet',
  lenet: 'notes',
  notes: 'resnet',
  resnet: 'lenet',
}

/** What to try next: look at the model, ask why it is wrong where it is surest, another model, a table. */
const hint = (
  settings: ImageSettings,
  from: string | undefined,
  file: string,
  channels: number,
  worst: Mistake | undefined,
): string => {
  const { dataset, model } = settings
  const where = from === undefined ? '' : ` --from ${from}`
  const other = channels === 1 && model === 'lenet' ? 'perceptron --hidden 256,64' : nextModel[model]
  return [
    '\ntry next',
    ...(worst === undefined || dataset === 'folder'
      ? []
      : [`  npx fluxion explain ${file} ${dataset}${where} --row ${worst.row}`]),
    `  npx fluxion show ${file}`,
    `  npx ${commandOf(settings, from)} --model ${other}`,
    `  npx fluxion train customers.csv --target churned`,
  ].join('\n')
}

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
  ({
    from,
    settings: asked,
    overrides,
    out,
    resume,
    gradients,
    pictures,
  }: ImageOptions): TE.TaskEither<readonly string[], Finished> =>
    pipe(
      TE.Do,
      TE.bind('settings', () => settled(ImageSettings, asked, resume, overrides)),
      TE.bind('parts', ({ settings }) =>
        pipe(loadImages(settings.dataset, from), TE.chainEitherK(withClasses(settings.classes))),
      ),
      TE.bind('stored', ({ parts }) => storedRun(resume, parts.digest)),
      TE.bind('base', ({ settings, stored, parts }) => baseOf(settings, stored, parts)),
      TE.bind('images', ({ settings, parts, base }) => TE.fromEither(imageProblem(parts, settings, base))),
      TE.let('target', ({ settings }) => out ?? resume ?? `${settings.dataset}.fluxion`),
      TE.let('folder', ({ target }) => picturesFolder(pictures, target)),
      TE.chainFirst(({ folder }) =>
        folder === null
          ? TE.right(undefined)
          : pipe(
              checkFolder(folder),
              TE.mapLeft((error): readonly string[] => [showFileError(error)]),
            ),
      ),
      TE.chain(({ settings, parts: { train, digest }, stored, images, target, folder }) => {
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
          gradients,
          output,
          finale: (finished) => {
            const mistakes = mistakesOf(finished, images)
            showWorst(output, images, mistakes)
            return pipe(
              folder === null ? TE.right(undefined) : writePictures(output, folder, finished, images, mistakes),
              TE.map(() => output.say(hint(settings, from, target, channels, mistakes[0]))),
            )
          },
        })
      }),
    )
