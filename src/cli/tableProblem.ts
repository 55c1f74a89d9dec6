/** From a table to a problem: schema, split, encoders, tensors. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { AnyTensor } from '../core/index.js'
import {
  checkCells,
  classesOf,
  columnNamed,
  type DataError,
  dataError,
  decodeNumber,
  type Encoder,
  encodeFeatures,
  encodeTarget,
  fitEncoder,
  inferSchema,
  type RawTable,
  type Rows,
  type Split,
  showDataError,
  splitRows,
  type TableSchema,
  type Task,
  width,
} from '../data/index.js'
import { type LossEntry, type LossName, losses } from '../models/index.js'
import { oneHot, reshape } from '../ops/index.js'
import { examples, rowsOf } from '../streams/index.js'
import { type Examples, layersOf, type Problem } from './problem.js'
import { keysOf } from './run.js'
import type { TableSettings } from './settings.js'

type Result<A> = E.Either<readonly string[], A>

export interface TableProblem {
  readonly problem: Problem
  readonly schema: TableSchema
  readonly encoder: Encoder
  readonly split: Split
}

const inLines = E.mapLeft((errors: readonly DataError[]): readonly string[] => errors.map(showDataError))

/** The losses that suit a task, the default first. */
const lossesOf: { readonly [T in Task]: readonly [LossName, ...LossName[]] } = {
  binary: ['binaryCrossEntropy', 'focal'],
  multiclass: ['sparseCategoricalCrossEntropy', 'categoricalCrossEntropy'],
  regression: ['meanSquaredError', 'meanAbsoluteError', 'huber', 'logCosh', 'quantile'],
}
export const lossFor = (task: Task, wanted: string | null): Result<LossEntry> => {
  const found = wanted === null ? lossesOf[task][0] : lossesOf[task].find((name) => name === wanted)
  return found === undefined
    ? E.left([`--loss ${wanted} does not suit a ${task} task; use ${lossesOf[task].join(' or ')}`])
    : E.right(losses[found])
}

/** Targets `[batch]` in the form a loss takes: class indexes, indicator rows, or one number a row. */
const targetFor = (loss: LossEntry, classes: number, y: AnyTensor): AnyTensor => {
  if (loss.target === 'class') return y
  return loss.target === 'distribution' ? oneHot(y as never, classes) : reshape(y, [y.shape[0]!, 1])
}

export const encoded = (encoder: Encoder, loss: LossEntry, table: RawTable, rows: Rows): Result<Examples> =>
  pipe(
    E.Do,
    E.bind('x', () => encodeFeatures(encoder)(table, rows)),
    E.bind('y', () => encodeTarget(encoder)(table, rows)),
    E.map(({ x, y }) => examples(rowsOf(x), rowsOf(targetFor(loss, classesOf(encoder).length, y)))),
    inLines,
  )

const splitOf = (table: RawTable, task: Task, { target, test, validation, seed }: TableSettings): Result<Split> => {
  const labels = columnNamed(table, target)!.cells.map((cell) => cell.trim())
  const stratify = task === 'regression' ? {} : { stratify: labels }
  const split = splitRows({ test, validation, ...stratify }, keysOf(seed).split)(table.rows)
  const enough = split.test.length > 0 && (validation === 0 || split.validation.length > 0)
  return enough
    ? E.right(split)
    : inLines(
        E.left([
          dataError(
            { source: table.source },
            `${table.rows} rows are too few for training, validation and test parts`,
            'give more rows, or --validation 0',
          ),
        ]),
      )
}

/** Infers the schema, splits the rows, fits the encoders on the training rows alone, and encodes every part. */
export const tableProblem = (table: RawTable, settings: TableSettings): Result<TableProblem> =>
  pipe(
    E.Do,
    E.bind('schema', () => inLines(inferSchema({ ...settings, task: settings.task ?? undefined })(table))),
    E.chainFirst(({ schema }) => inLines(checkCells(schema)(table))),
    E.bind('loss', ({ schema }) => lossFor(schema.task, settings.loss)),
    E.bind('split', ({ schema }) => splitOf(table, schema.task, settings)),
    E.bind('encoder', ({ schema, split }) => inLines(fitEncoder(settings)(table, schema, split.train))),
    E.bind('train', ({ encoder, split, loss }) => encoded(encoder, loss, table, split.train)),
    E.bind('validation', ({ encoder, split, loss }) => encoded(encoder, loss, table, split.validation)),
    E.bind('test', ({ encoder, split, loss }) => encoded(encoder, loss, table, split.test)),
    E.map(({ schema, split, encoder, loss, train, validation, test }): TableProblem => {
      const classes = classesOf(encoder)
      return {
        schema,
        encoder,
        split,
        problem: {
          task: schema.task,
          classes,
          layers: layersOf('perceptron', settings, [width(encoder)], schema.task === 'multiclass' ? classes.length : 1),
          preprocessing: { kind: 'table', encoder },
          loss: loss.loss,
          train,
          validation: validation.size === 0 ? null : validation,
          test,
          ...(schema.task === 'regression' ? { decode: decodeNumber(encoder) } : {}),
        },
      }
    }),
  )
