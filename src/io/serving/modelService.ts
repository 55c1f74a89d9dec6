/** A model file as a service: it predicts, and is read anew when it has changed. */
import { stat } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type DataError, rawTable, showDataError } from '../../data/index.js'
import type { Row } from '../../streams/index.js'
import { json, type Reply, type Request, refusal } from '../http/index.js'
import { pictureIn } from '../imageInput.js'
import { loadModel, type ModelFile } from '../modelFile.js'
import { type ImagePredictor, type Prediction, predictorOf, type TablePredictor } from '../predictor.js'
import { gathered, rowsOfBody } from './rows.js'
import { jsonOf, listed, type Problem, type Service, wrong } from './service.js'

type Answer = { readonly reply: Reply; readonly count: number }
const answered = (predictions: readonly Prediction[], list: boolean): Answer => ({
  reply: json(200, list ? { predictions } : predictions[0]),
  count: predictions.length,
})
const refused = (problems: readonly Problem[]): Answer => ({ reply: wrong(problems), count: 0 })

/** An error of a cell: its line is the number of the record. */
const problemOf = ({ where: { line, column }, what, fix }: DataError): Problem => ({
  record: line ?? null,
  ...(column === undefined ? {} : { field: column }),
  problem: `${what}; ${fix}`,
})

/** The fields that a model of tables reads, in order. */
const fieldsOf = ({ preprocessing }: ModelFile): readonly string[] =>
  preprocessing.kind === 'table' ? preprocessing.encoder.features.map(({ name }) => name) : []

/** The fields that a row lacks. */
const missingOf =
  (fields: readonly string[]) =>
  (row: Row, record: number): readonly Problem[] =>
    fields
      .filter((field) => !Object.hasOwn(row, field))
      .map((field) => ({ record, field, problem: 'the field is missing; give null where it is unknown' }))

const predictTable = (file: ModelFile, predictor: TablePredictor, request: Request): Answer => {
  const fields = fieldsOf(file)
  const missing = missingOf(fields)
  const predicted = (rows: readonly Row[], first: number): E.Either<readonly Problem[], readonly Prediction[]> => {
    const columns = fields.map((name) => ({ name, cells: rows.map((row) => String(row[name] ?? '')) }))
    const lines = Int32Array.from(rows, (_, i) => first + i)
    return pipe(
      predictor.predict(rawTable('request', columns, lines)),
      E.mapLeft((errors) => errors.map(problemOf)),
    )
  }
  /** All that is wrong with one record: what is said of the cells of many names only the first of them. */
  const alone = (row: Row, record: number): readonly Problem[] => {
    const lacks = missing(row, record)
    return lacks.length > 0 ? lacks : E.match(identity<readonly Problem[]>, () => [])(predicted([row], record))
  }
  return pipe(
    rowsOfBody(request, missing),
    E.chain(({ rows, list }) =>
      pipe(
        predicted(rows, 0),
        E.map((predictions) => answered(predictions, list)),
      ),
    ),
    E.mapLeft((problems) => E.match(identity<readonly Problem[]>, () => problems)(rowsOfBody(request, alone))),
    E.match(refused, (answer) => answer),
  )
}

/** One picture as it is, or in JSON as `{ "image": base64 }`, or a list of these. */
const predictImages = (predictor: ImagePredictor, request: Request): Answer => {
  const pictureAt = (bytes: Uint8Array, record: number): E.Either<readonly Problem[], Uint8Array> =>
    pipe(
      pictureIn(predictor.shape)('the image')(bytes),
      E.mapLeft((error): readonly Problem[] => [{ record, problem: showDataError(error) }]),
    )
  const inText = (value: unknown, record: number): E.Either<readonly Problem[], Uint8Array> => {
    const image = typeof value === 'object' && value !== null && 'image' in value ? value.image : undefined
    return typeof image === 'string' && /^[A-Za-z0-9+/]+=*$/.test(image)
      ? pictureAt(Buffer.from(image, 'base64'), record)
      : E.left([{ record, field: 'image', problem: 'expected { "image": the bytes of a PNG or JPEG in base64 }' }])
  }
  const pictures =
    request.type === 'application/json'
      ? pipe(
          jsonOf(request),
          E.chain((value) => {
            const { all, list } = listed(value)
            return pipe(
              gathered(all.map(inText)),
              E.map((images) => ({ images, list })),
            )
          }),
        )
      : pipe(
          pictureAt(request.body, 0),
          E.map((image) => ({ images: [image], list: false })),
        )
  return pipe(
    pictures,
    E.match(refused, ({ images, list }) => answered(predictor.predict(Buffer.concat(images)), list)),
  )
}

/** What tells one state of a file from the next. */
const marksOf = (path: string): Promise<string | null> =>
  stat(path).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => null,
  )

/** The service of a model file; `Left` where it cannot be read. */
export const modelService = (path: string): TE.TaskEither<readonly string[], Service> =>
  pipe(
    TE.Do,
    TE.bind('marks', () => TE.fromTask(() => marksOf(path))),
    TE.bind('file', () => loadModel(path)),
    TE.map(({ marks, file: first }): Service => {
      let seen = marks
      let file = first
      let predictor = predictorOf(first)
      let [loads, failures] = [1, 0]
      return {
        describe: () => ({
          kind: predictor.kind,
          task: file.task,
          ...(predictor.kind === 'table' ? { fields: fieldsOf(file) } : { shape: predictor.shape }),
          ...(predictor.classes.length > 0 ? { classes: predictor.classes } : {}),
        }),
        predict: (request) => {
          if (request.body.length === 0) return { reply: refusal(400, 'the body is empty'), count: 0 }
          return predictor.kind === 'table' ? predictTable(file, predictor, request) : predictImages(predictor, request)
        },
        gauges: () => ({ model_loads: loads, model_load_failures: failures }),
        refresh: async () => {
          const now = await marksOf(path)
          if (now === null || now === seen) return null
          seen = now
          const next = await loadModel(path)()
          if (E.isLeft(next)) {
            failures++
            return `${next.left[0]}; the model before it goes on serving`
          }
          file = next.right
          predictor = predictorOf(file)
          loads++
          return `${path}: read anew`
        },
        save: TE.right(undefined),
      }
    }),
  )
