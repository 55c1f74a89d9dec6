/** `fluxion predict`: what a saved model says of new rows. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  classesOf,
  decodeNumber,
  type Encoder,
  encodeFeatures,
  lineOf,
  type RawTable,
  showDataError,
} from '../data/index.js'
import { loadModel, type ModelFile, openCsv, readCsv } from '../io/index.js'
import { fromSpecs } from '../models/index.js'
import { classesOfLogits, predict as predictRows, probabilitiesOfLogits, rowsOf } from '../streams/index.js'
import type { Output } from './output.js'

/** One predicted row: a class with the probabilities of all, or a number. */
interface Prediction {
  readonly line: number
  readonly prediction: string | number
  readonly probabilities?: Readonly<Record<string, number>>
}

const predictions = (
  file: ModelFile,
  encoder: Encoder,
  table: RawTable,
): E.Either<readonly string[], readonly Prediction[]> =>
  pipe(
    encodeFeatures(encoder)(table),
    E.bimap(
      (errors): readonly string[] => errors.map(showDataError),
      (x) => {
        const outputs = predictRows(fromSpecs(file.layers))(file, rowsOf(x))
        const line = (row: number): number => lineOf(table, row)
        if (file.task === 'regression')
          return Array.from(outputs, (y, row) => ({ line: line(row), prediction: decodeNumber(encoder)(y) }))
        const names = classesOf(encoder)
        const chosen = classesOfLogits(outputs, table.rows)
        return probabilitiesOfLogits(outputs, table.rows).map((p, row) => ({
          line: line(row),
          prediction: names[chosen[row]!]!,
          probabilities: Object.fromEntries(names.map((name, k) => [name, p[k]!])),
        }))
      },
    ),
  )

/** Text as a cell of a CSV file. */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const encoderOf = (file: ModelFile, name: string): E.Either<readonly string[], Encoder> =>
  file.preprocessing.kind === 'table'
    ? E.right(file.preprocessing.encoder)
    : E.left([`${name}: this model reads images, not tables; use a model of fluxion train`])

/** Predicts every row of a CSV file, or of standard input (`-`), as CSV or as one JSON object a row. */
export const predict =
  (output: Output) =>
  (model: string, csv: string): TE.TaskEither<readonly string[], void> =>
    pipe(
      TE.Do,
      TE.bind('file', () => loadModel(model)),
      TE.bind('encoder', ({ file }) => TE.fromEither(encoderOf(file, model))),
      TE.bind('table', () =>
        pipe(
          csv === '-' ? readCsv('standard input')(process.stdin) : pipe(openCsv(csv), TE.chain(readCsv(csv))),
          TE.mapLeft((errors): readonly string[] => errors.map(showDataError)),
        ),
      ),
      TE.bind('rows', ({ file, encoder, table }) => TE.fromEither(predictions(file, encoder, table))),
      TE.map(({ file, encoder, rows }) => {
        const names = classesOf(encoder)
        output.say(['prediction', ...(file.task === 'regression' ? [] : names.map((n) => cell(`p(${n})`)))].join(','))
        for (const { line, prediction, probabilities = {} } of rows) {
          output.say([cell(String(prediction)), ...Object.values(probabilities).map((p) => p.toFixed(6))].join(','))
          output.event({
            event: 'prediction',
            line,
            prediction,
            ...(probabilities === undefined ? {} : { probabilities }),
          })
        }
      }),
    )
