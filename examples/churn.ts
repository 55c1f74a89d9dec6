/** Which customers leave? From a CSV file to a tested, saved model. `node dist/examples/churn.js Churn_Modelling.csv` */
import { adam, binaryCrossEntropy, cast, key, layers, reshape, specsOf, split, summary } from 'fluxion'
import {
  columnNamed,
  encodeFeatures,
  encodeTarget,
  featureNames,
  fitEncoder,
  inferSchema,
  type RawTable,
  type Rows,
  showDataError,
  splitRows,
  width,
} from 'fluxion/data'
import { readCsvFile, saveModel } from 'fluxion/io'
import { begin, beginFit, examples, fit, outcome, rowsOf, score, subset, supervised } from 'fluxion/streams'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { lastValueFrom, tap } from 'rxjs'

const { input, dense, relu, dropout } = layers
const [csv = 'Churn_Modelling.csv', epochs = '60', out = 'churn.fluxion'] = process.argv.slice(2)
const [forSplit, forWeights, forOrder, forDropout] = split(key(0), 4)
const target = 'Exited'

/** Everything that can go wrong with the file is a value; nothing is fitted on rows that are not for training. */
const prepare = (table: RawTable) =>
  pipe(
    E.Do,
    E.bind('schema', () => inferSchema({ target, drop: ['RowNumber', 'CustomerId', 'Surname'] })(table)),
    E.let('rows', () => {
      const stratify = columnNamed(table, target)!.cells
      return splitRows({ test: 0.2, validation: 0.1, stratify }, forSplit!)(table.rows)
    }),
    E.bind('encoder', ({ schema, rows }) => fitEncoder({ unknown: 'bucket' })(table, schema, rows.train as Rows)),
    E.bind('x', ({ encoder }) => encodeFeatures(encoder)(table)),
    E.bind('y', ({ encoder }) => encodeTarget(encoder)(table)),
  )

type Prepared = Extract<ReturnType<typeof prepare>, { _tag: 'Right' }>['right']

const learn = ({ x, y, rows, encoder }: Prepared): TE.TaskEither<readonly string[], void> => {
  const data = examples(rowsOf(x), rowsOf(cast(reshape(y, [y.shape[0], 1]), 'f32')))
  const [training, validation, test] = [rows.train, rows.validation, rows.test].map((part) => subset(data, part))
  const model = pipe(input(width(encoder)), dense(16), relu, dropout(0.1), dense(8), relu, dense(1))
  const loss = binaryCrossEntropy('mean')
  const scored = score(model, { task: 'binary', classes: 2, loss })
  const optimizer = adam({ rate: 0.001 })
  const objective = supervised(model, loss)
  const run = fit({
    objective,
    optimizer,
    epochs: Number(epochs),
    patience: 10,
    size: 32,
    key: forOrder!,
    validate: (snapshot) => {
      const { loss: value, metrics } = scored(snapshot, validation!)
      return { value, metrics }
    },
  })
  console.log(`${featureNames(encoder).join(', ')}\n\n${summary(model)}\n`)
  return pipe(
    TE.rightTask(() =>
      lastValueFrom(
        run(training!, beginFit(begin(model.init(forWeights!), optimizer, forDropout!))).pipe(
          tap(({ position, history }) => {
            if (position.batch === 0) console.log(history.at(-1))
          }),
        ),
      ),
    ),
    TE.chain((done) => {
      const { best, reason } = outcome(done)
      const { metrics, confusion } = scored(best.snapshot, test!)
      console.log(`stopped by ${reason?.reason}, best epoch ${best.epoch}:`, metrics, confusion)
      const { params, state } = best.snapshot
      const preprocessing = { kind: 'table', encoder } as const
      return saveModel(out)({ task: 'binary', layers: specsOf(model), preprocessing, params, state, run: null })
    }),
  )
}

const program = pipe(
  readCsvFile()(csv),
  TE.chainEitherKW(prepare),
  TE.mapLeft((errors) => errors.map(showDataError)),
  TE.chain(learn),
)
const end = await program()
if (E.isLeft(end)) for (const line of end.left) console.error(line)
