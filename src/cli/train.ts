/** `fluxion train`: from a CSV file to a trained, tested, saved model. */
import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  checkCells,
  classesOf,
  columnNamed,
  columnsOf,
  type DataError,
  decodeNumber,
  type Encoder,
  encodeFeatures,
  encodeTarget,
  fitEncoder,
  inferSchema,
  notices,
  type RawTable,
  type Rows,
  type Split,
  showDataError,
  splitRows,
  type TableSchema,
  type Task,
  width,
} from '../data/index.js'
import { settle } from '../engine/index.js'
import { loadModel, openCsv, readCsv } from '../io/index.js'
import { type LayerSpec, type LossName, losses } from '../models/index.js'
import { oneHot, reshape } from '../ops/index.js'
import { type Dataset, type Example, examples, rowsOf } from '../streams/index.js'
import type { Output } from './output.js'
import { percent } from './report.js'
import { keysOf, type Problem, runToResume, runTraining } from './run.js'
import { type Overrides, resumed, settingErrors, TableSettings } from './settings.js'

export interface TrainOptions {
  readonly csv: string
  readonly settings: TableSettings
  readonly overrides: Overrides
  readonly out: string | undefined
  readonly resume: string | undefined
}
type Result<A> = E.Either<readonly string[], A>

const lines = (errors: readonly DataError[]): readonly string[] => errors.map(showDataError)

/** The losses that suit a task, the default first. */
const lossesOf: { readonly [T in Task]: readonly LossName[] } = {
  binary: ['binaryCrossEntropy'],
  multiclass: ['sparseCategoricalCrossEntropy', 'categoricalCrossEntropy'],
  regression: ['meanSquaredError', 'meanAbsoluteError', 'huber'],
}
const lossFor = (task: Task, wanted: string | null): Result<LossName> => {
  const found = wanted === null ? lossesOf[task][0] : lossesOf[task].find((name) => name === wanted)
  return found === undefined
    ? E.left([`--loss ${wanted} does not suit a ${task} task; use ${lossesOf[task].join(' or ')}`])
    : E.right(found)
}

/** The layers of a multilayer perceptron. */
export const perceptron = (
  { hidden, activation, dropout }: Pick<TableSettings, 'hidden' | 'activation' | 'dropout'>,
  shape: readonly number[],
  outputs: number,
): readonly LayerSpec[] => [
  { layer: 'input', shape },
  ...(shape.length > 1 ? [{ layer: 'flatten' } as const] : []),
  ...hidden.flatMap((units): readonly LayerSpec[] => [
    { layer: 'dense', units, weights: 'heNormal' },
    { layer: activation as 'relu' },
    ...(dropout > 0 ? [{ layer: 'dropout', rate: dropout } as const] : []),
  ]),
  { layer: 'dense', units: outputs, weights: 'glorotUniform' },
]

const dataset = (
  encoder: Encoder,
  loss: LossName,
  table: RawTable,
  rows: Rows,
): E.Either<readonly DataError[], Dataset<Example<any, any>>> =>
  pipe(
    E.Do,
    E.bind('x', () => encodeFeatures(encoder)(table, rows)),
    E.bind('y', () => encodeTarget(encoder)(table, rows)),
    E.map(({ x, y }) => {
      const kind = losses[loss].target
      const target =
        kind === 'class'
          ? y
          : kind === 'distribution'
            ? oneHot(y as any, classesOf(encoder).length)
            : reshape(y, [y.shape[0], 1])
      return examples(rowsOf(x), rowsOf(settle(target as any)))
    }),
  )

const tableProblem = (table: RawTable, settings: TableSettings) =>
  pipe(
    E.Do,
    E.bind('schema', () =>
      pipe(inferSchema({ ...settings, task: settings.task ?? undefined } as any)(table), E.mapLeft(lines)),
    ),
    E.chainFirst(({ schema }) => pipe(checkCells(schema)(table), E.mapLeft(lines))),
    E.bind('loss', ({ schema }) => lossFor(schema.task, settings.loss)),
    E.let('split', ({ schema }): Split => {
      const labels = columnNamed(table, settings.target)!.cells
      const stratify = schema.task === 'regression' ? {} : { stratify: labels.map((c) => c.trim()) }
      return splitRows(
        { test: settings.test, validation: settings.validation, ...stratify },
        keysOf(settings.seed).split,
      )(table.rows)
    }),
    E.bind('encoder', ({ schema, split }) =>
      pipe(fitEncoder(settings)(table, schema, split.train as Rows), E.mapLeft(lines)),
    ),
    E.bind('parts', ({ encoder, split, loss }) =>
      pipe(
        E.Do,
        E.bind('train', () => dataset(encoder, loss, table, split.train as Rows)),
        E.bind('validation', () => dataset(encoder, loss, table, split.validation as Rows)),
        E.bind('test', () => dataset(encoder, loss, table, split.test as Rows)),
        E.mapLeft(lines),
      ),
    ),
    E.map(({ schema, split, encoder, loss, parts }): { problem: Problem; schema: TableSchema; split: Split } => ({
      schema,
      split,
      problem: {
        task: schema.task,
        classes: classesOf(encoder),
        layers: perceptron(settings, [width(encoder)], schema.task === 'multiclass' ? classesOf(encoder).length : 1),
        preprocessing: { kind: 'table', encoder },
        loss: losses[loss].loss,
        train: parts.train,
        validation: parts.validation.size === 0 ? null : parts.validation,
        test: parts.test,
        ...(schema.task === 'regression' ? { decode: decodeNumber(encoder) } : {}),
      },
    })),
  )

/** What was read: rows, columns by kind, classes, parts. */
const describe = (
  output: Output,
  table: RawTable,
  { schema, split, problem }: { schema: TableSchema; split: Split; problem: Problem },
): void => {
  const { target, features } = (problem.preprocessing as { encoder: Encoder }).encoder
  const cells = columnNamed(table, target.name)!.cells
  const shares = problem.classes.map((c) => [c, cells.filter((cell) => cell.trim() === c).length / table.rows] as const)
  const named = (kind: 'numeric' | 'categorical'): readonly string[] =>
    features.flatMap((f) =>
      f.kind !== kind ? [] : f.kind === 'numeric' ? [f.name] : [`${f.name} (${f.vocabulary.length})`],
    )
  const line = (kind: string, names: readonly string[]): void => {
    if (names.length > 0) output.say(`  ${kind.padEnd(12)}${names.join(', ')}`)
  }
  output.say(`${table.source}: ${table.rows.toLocaleString('en-US')} rows, ${table.columns.length} columns`)
  line('numeric', named('numeric'))
  line('categorical', named('categorical'))
  line('dropped', columnsOf('dropped')(schema))
  line('target', [`${target.name} (${schema.task})`, ...shares.map(([c, share]) => `${c}: ${percent(share)}`)])
  const parts = { train: split.train.length, validation: split.validation.length, test: split.test.length }
  line(
    'parts',
    Object.entries(parts).map(([name, n]) => `${n.toLocaleString('en-US')} ${name}`),
  )
  for (const notice of notices(schema)(table)) output.say(`  note: ${showDataError(notice)}`)
  output.event({
    event: 'data',
    source: table.source,
    rows: table.rows,
    task: schema.task,
    columns: schema.columns,
    classes: Object.fromEntries(shares),
    parts,
    notices: notices(schema)(table).map(showDataError),
  })
}

/** The table and the SHA-256 of the bytes it was read from, in one pass. */
const readHashed = (path: string): TE.TaskEither<readonly string[], { table: RawTable; digest: string }> => {
  const hash = createHash('sha256')
  async function* hashed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk)
      yield chunk
    }
  }
  return pipe(
    openCsv(path),
    TE.chain((chunks) => readCsv(path)(hashed(chunks))),
    TE.bimap(lines, (table) => ({ table, digest: hash.digest('hex') })),
  )
}

export const train =
  (output: Output) =>
  ({ csv, settings, overrides, out, resume }: TrainOptions) =>
    pipe(
      TE.Do,
      TE.bind('file', () => (resume === undefined ? TE.right(null) : loadModel(resume))),
      TE.bind('settings', ({ file }) =>
        TE.fromEither(
          file === null || resume === undefined
            ? E.right(settings)
            : resumed(TableSettings, resume)(file.run?.settings, overrides),
        ),
      ),
      TE.chainFirst(({ settings }) => {
        const wrong = settingErrors(settings)
        return wrong.length > 0 ? TE.left(wrong) : TE.right(undefined)
      }),
      TE.bind('source', () => readHashed(csv)),
      TE.bind('stored', ({ file, source }) =>
        TE.fromEither(file === null ? E.right(null) : runToResume(file, resume!, source.digest)),
      ),
      TE.bind('ready', ({ source, settings }) => TE.fromEither(tableProblem(source.table, settings))),
      TE.chain(({ source, settings, stored, ready }) => {
        const target = out ?? resume ?? 'model.fluxion'
        describe(output, source.table, ready)
        return runTraining(ready.problem, {
          settings,
          digest: source.digest,
          out: target,
          resume: stored,
          resumeCommand: `fluxion train ${csv} --resume ${target}`,
          output,
        })
      }),
    )
