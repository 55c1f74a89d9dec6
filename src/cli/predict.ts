/** `fluxion predict`: what a saved model says of new rows, or of new images. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, lineOf, showDataError } from '../data/index.js'
import {
  type ImagePredictor,
  imagesIn,
  loadModel,
  openCsv,
  type Prediction,
  predictorOf,
  readCsv,
  readWhole,
  showFileError,
  type TablePredictor,
} from '../io/index.js'
import type { Output } from './output.js'

/** Where a predicted row or image stands. */
type At = { readonly line: number } | { readonly image: number }
type Predicted = readonly (readonly [At, Prediction])[]
type Read<A> = TE.TaskEither<readonly string[], A>

const inLines = (errors: readonly DataError[]): readonly string[] => errors.map(showDataError)

/** Of every row of a CSV file, or of standard input (`-`). */
const ofTable = ({ predict }: TablePredictor, csv: string): Read<Predicted> =>
  pipe(
    csv === '-' ? readCsv('standard input')(process.stdin) : pipe(openCsv(csv), TE.chain(readCsv(csv))),
    TE.chainEitherK((table) =>
      pipe(
        predict(table),
        E.map((all) => all.map((one, row) => [{ line: lineOf(table, row) }, one] as const)),
      ),
    ),
    TE.mapLeft(inLines),
  )

const standardInput: Read<Uint8Array> = async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return E.right(Buffer.concat(chunks))
}

/** Of every image in a file, or in standard input (`-`). */
const ofImages = ({ shape, predict }: ImagePredictor, path: string): Read<Predicted> =>
  pipe(
    path === '-'
      ? standardInput
      : pipe(
          readWhole(path),
          TE.mapLeft((e) => [showFileError(e)]),
        ),
    TE.chainEitherK((bytes) =>
      pipe(imagesIn(shape)(path === '-' ? 'standard input' : path)(bytes), E.mapLeft(inLines)),
    ),
    TE.map((bytes) => predict(bytes).map((one, image) => [{ image }, one] as const)),
  )

/** Text as a cell of a CSV file. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Predicts everything in a file, or in standard input (`-`), as CSV or as one JSON object a row. */
export const predict =
  (output: Output) =>
  (model: string, source: string): Read<void> =>
    pipe(
      loadModel(model),
      TE.map(predictorOf),
      TE.bindTo('predictor'),
      TE.bind('rows', ({ predictor }) =>
        predictor.kind === 'table' ? ofTable(predictor, source) : ofImages(predictor, source),
      ),
      TE.map(({ predictor: { classes }, rows }) => {
        output.say(['prediction', ...classes.map((name) => cell(`p(${name})`))].join(','))
        for (const [at, { prediction, probabilities = {} }] of rows) {
          output.say([cell(String(prediction)), ...Object.values(probabilities).map((p) => p.toFixed(6))].join(','))
          output.event({ event: 'prediction', ...at, prediction, probabilities })
        }
      }),
    )
