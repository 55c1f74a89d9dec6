/** `fluxion predict`: what a saved model says of new rows, or of new images. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Numbers, sameShape } from '../core/index.js'
import {
  classesOf,
  type DataError,
  decodeNumber,
  type Encoder,
  encodeFeatures,
  lineOf,
  parseIdx,
  showDataError,
} from '../data/index.js'
import {
  decodePicture,
  isPicture,
  loadModel,
  type ModelFile,
  openCsv,
  type Preprocessing,
  readCsv,
  readWhole,
  showFileError,
  withChannels,
} from '../io/index.js'
import { fromSpecs } from '../models/index.js'
import { classesOfLogits, imagesOf, predict as predictRows, probabilitiesOfLogits, rowsOf } from '../streams/index.js'
import type { Output } from './output.js'

/** One predicted row or image: where it stands, and a class with the probabilities of all, or a number. */
interface Prediction {
  readonly at: { readonly line: number } | { readonly image: number }
  readonly prediction: string | number
  readonly probabilities?: Readonly<Record<string, number>>
}
interface Predicted {
  /** Names of the classes; none for numbers. */
  readonly classes: readonly string[]
  readonly rows: readonly Prediction[]
}
type Read<A> = TE.TaskEither<readonly string[], A>

const inLines = (errors: readonly DataError[]): readonly string[] => errors.map(showDataError)

const classified = (
  outputs: Numbers,
  rows: number,
  classes: readonly string[],
  at: (row: number) => Prediction['at'],
): Predicted => {
  const chosen = classesOfLogits(outputs, rows)
  return {
    classes,
    rows: probabilitiesOfLogits(outputs, rows).map((p, row) => ({
      at: at(row),
      prediction: classes[chosen[row]!]!,
      probabilities: Object.fromEntries(classes.map((name, k) => [name, p[k]!])),
    })),
  }
}

/** Of every row of a CSV file, or of standard input (`-`). */
const ofTable = (file: ModelFile, encoder: Encoder, csv: string): Read<Predicted> =>
  pipe(
    csv === '-' ? readCsv('standard input')(process.stdin) : pipe(openCsv(csv), TE.chain(readCsv(csv))),
    TE.chainEitherK((table) =>
      pipe(
        encodeFeatures(encoder)(table),
        E.map((x): Predicted => {
          const outputs = predictRows(fromSpecs(file.layers))(file, rowsOf(x))
          const at = (row: number) => ({ line: lineOf(table, row) })
          if (file.task !== 'regression') return classified(outputs, table.rows, classesOf(encoder), at)
          const prediction = decodeNumber(encoder)
          return { classes: [], rows: Array.from(outputs, (y, row) => ({ at: at(row), prediction: prediction(y) })) }
        }),
      ),
    ),
    TE.mapLeft(inLines),
  )

const standardInput: Read<Uint8Array> = async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return E.right(Buffer.concat(chunks))
}

type ImageScales = Extract<Preprocessing, { kind: 'images' }>

/** The images in a file: one picture (PNG or JPEG), or all of an idx file, in the form that the model reads. */
const imagesIn =
  ({ shape }: ImageScales, source: string) =>
  (bytes: Uint8Array): E.Either<readonly string[], Uint8Array> => {
    const wanted = `this model reads images of ${shape.join(' × ')} bytes`
    if (isPicture(bytes))
      return pipe(
        decodePicture(source)(bytes),
        E.mapLeft((error) => inLines([error])),
        E.map(withChannels(shape.at(-1) === 3 ? 3 : 1)),
        E.filterOrElse(
          ({ height, width, channels }) => sameShape([height, width, channels], shape),
          ({ height, width }): readonly string[] => [
            `${source}: ${wanted}, got a picture of ${height} × ${width} pixels`,
          ],
        ),
        E.map((picture) => picture.bytes),
      )
    return pipe(
      parseIdx(source)(bytes),
      E.mapLeft((error) => inLines([error])),
      E.filterOrElse(
        ({ dtype, shape: [, ...own] }) => dtype === 'ubyte' && (sameShape(own, shape) || sameShape([...own, 1], shape)),
        ({ dtype, shape: [, ...own] }): readonly string[] => [
          `${source}: ${wanted}, got ${dtype} of ${own.join(' × ') || 'one number'}`,
        ],
      ),
      E.map(({ data }) => data as Uint8Array),
    )
  }

/** Of every image in a file, or in standard input (`-`). */
const ofImages = (file: ModelFile, preprocessing: ImageScales, path: string): Read<Predicted> => {
  const { shape, classes, mean, deviation } = preprocessing
  const source = path === '-' ? 'standard input' : path
  const whole: Read<Uint8Array> =
    path === '-'
      ? standardInput
      : pipe(
          readWhole(path),
          TE.mapLeft((e) => [showFileError(e)]),
        )
  return pipe(
    whole,
    TE.chainEitherK(imagesIn(preprocessing, source)),
    TE.map((bytes) => {
      const inputs = imagesOf(bytes, shape, { mean, deviation })
      const outputs = predictRows(fromSpecs(file.layers))(file, inputs)
      return classified(outputs, inputs.size, classes, (image) => ({ image }))
    }),
  )
}

/** Text as a cell of a CSV file. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Predicts everything in a file, or in standard input (`-`), as CSV or as one JSON object a row. */
export const predict =
  (output: Output) =>
  (model: string, source: string): Read<void> =>
    pipe(
      loadModel(model),
      TE.chain((file) =>
        file.preprocessing.kind === 'table'
          ? ofTable(file, file.preprocessing.encoder, source)
          : ofImages(file, file.preprocessing, source),
      ),
      TE.map(({ classes, rows }) => {
        output.say(['prediction', ...classes.map((name) => cell(`p(${name})`))].join(','))
        for (const { at, prediction, probabilities = {} } of rows) {
          output.say([cell(String(prediction)), ...Object.values(probabilities).map((p) => p.toFixed(6))].join(','))
          output.event({ event: 'prediction', ...at, prediction, probabilities })
        }
      }),
    )
