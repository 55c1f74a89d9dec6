/** `fluxion images`: from idx files of images to a trained, tested, saved classifier. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { fromSpecs } from '../models/index.js'
import { classesOfLogits, type Dataset, predict, probabilitiesOfLogits } from '../streams/index.js'
import { asciiImages } from './ascii.js'
import { digits, imageProblem, mnistPart, type Pixels } from './imageProblem.js'
import type { Output } from './output.js'
import type { Problem } from './problem.js'
import { type Finished, runTraining } from './run.js'
import { ImageSettings, type Overrides, settled, storedRun } from './settings.js'

export interface ImageOptions {
  readonly folder: string
  readonly settings: ImageSettings
  readonly overrides: Overrides
  readonly out: string | undefined
  readonly resume: string | undefined
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
  output.say(`\nmost confident mistakes\n${asciiImages(images, height, width, captions, output.columns)}`)
}

/** What to try next. */
const hint = ({ dataset, model }: ImageSettings, folder: string, file: string): string =>
  [
    '\ntry next',
    `  npx fluxion show ${file}`,
    `  npx fluxion images ${dataset} --from ${folder} --model ${model === 'lenet' ? 'perceptron --hidden 256,64' : 'lenet'}`,
    `  npx fluxion train customers.csv --target churned`,
  ].join('\n')

export const trainImages =
  (output: Output) =>
  ({ folder, settings: asked, overrides, out, resume }: ImageOptions): TE.TaskEither<readonly string[], Finished> =>
    pipe(
      TE.Do,
      TE.bind('settings', () => settled(ImageSettings, asked, resume, overrides)),
      TE.bind('trainPart', () => mnistPart(folder, 'train')),
      TE.bind('testPart', () => mnistPart(folder, 't10k')),
      TE.bind('stored', ({ trainPart }) => storedRun(resume, trainPart.digest)),
      TE.bind('problem', ({ settings, trainPart, testPart }) =>
        TE.fromEither(imageProblem(trainPart, testPart, settings)),
      ),
      TE.chain(({ settings, trainPart, testPart, stored, problem }) => {
        const target = out ?? resume ?? `${settings.dataset}.fluxion`
        const parts = { train: problem.train.size, validation: problem.validation?.size ?? 0, test: problem.test.size }
        output.say(
          `${folder}: ${trainPart.size.toLocaleString('en-US')} training images of ${trainPart.shape.join(' × ')} pixels, ${digits.length} classes`,
        )
        output.say(
          `  parts       ${Object.entries(parts)
            .map(([name, n]) => `${n.toLocaleString('en-US')} ${name}`)
            .join(', ')}`,
        )
        output.event({ event: 'data', source: folder, shape: trainPart.shape, classes: digits, parts })
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
