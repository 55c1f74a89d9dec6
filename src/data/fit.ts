/** Fitting an encoder: the only place where statistics of a table are taken. */
import * as E from 'fp-ts/lib/Either.js'
import { sortedLabels } from './cell.js'
import { asCategorical, asClasses, blankErrors, blankTargets, readLabels, readNumbers, textErrors } from './cells.js'
import type { Encoder, Feature } from './encoder.js'
import { type DataError, dataError, list } from './errors.js'
import { fitCategoricalImputation, fitNumericImputation, type NumericImputation } from './impute.js'
import { fitOneHot, type Unknown } from './oneHot.js'
import { fitScaling, type ScalingKind, summary } from './scale.js'
import { type TableSchema, targetOf } from './schema.js'
import { columnNamed, missingColumn, type RawColumn, type RawTable, type Rows, rowsOf } from './table.js'

export interface EncoderOptions {
  /** Scaling of numeric features. Default `standard`. */
  readonly scale?: ScalingKind | undefined
  /** What becomes of categories not seen in training. Default `bucket`. */
  readonly unknown?: Unknown | undefined
  /** What becomes of blanks: in categorical columns the most frequent category, or an error. Default `mean`. */
  readonly impute?: NumericImputation | undefined
}

type Fitted<A> = E.Either<readonly DataError[], A>
interface Training {
  readonly table: RawTable
  readonly rows: Rows
  readonly options: { readonly scale: ScalingKind; readonly unknown: Unknown; readonly impute: NumericImputation }
}

const noValue = (table: RawTable, name: string): DataError =>
  dataError(
    { source: table.source, column: name },
    'every cell of the training rows is blank',
    `drop the column (--drop ${name})`,
  )

const fitNumeric = ({ table, rows, options }: Training, column: RawColumn): Fitted<Feature> => {
  const { values, blanks, texts } = readNumbers(column, rows)
  const known = values.filter((x) => !Number.isNaN(x))
  const errors = [
    ...textErrors(table, column, texts, asCategorical(column.name)),
    ...(options.impute === 'error' ? blankErrors(table, column, blanks) : []),
  ]
  if (errors.length > 0) return E.left(errors)
  if (known.length === 0) return E.left([noValue(table, column.name)])
  const blank = fitNumericImputation(options.impute)(known)
  const filled = values.map((x) => (Number.isNaN(x) ? (blank ?? x) : x))
  return E.right({ kind: 'numeric', name: column.name, blank, scaling: fitScaling(options.scale)(summary(filled)) })
}

const fitCategorical = ({ table, rows, options }: Training, column: RawColumn): Fitted<Feature> => {
  const { labels, blanks } = readLabels(column, rows)
  const known = labels.filter((label) => label !== undefined)
  if (options.impute === 'error' && blanks.length > 0) return E.left(blankErrors(table, column, blanks))
  if (known.length === 0) return E.left([noValue(table, column.name)])
  const blank = fitCategoricalImputation(options.impute === 'error' ? 'error' : 'most-frequent')(known)
  return E.right({ kind: 'categorical', name: column.name, blank, ...fitOneHot(options.unknown)(known) })
}

/** Classes come from all rows: which there are belongs to the task. Means and deviations come from the training rows. */
const fitTarget = (
  { table, rows }: Training,
  task: TableSchema['task'],
  column: RawColumn,
): Fitted<Encoder['target']> => {
  const name = column.name
  if (task === 'regression') {
    const { values, blanks, texts } = readNumbers(column, rows)
    const errors = [...blankTargets(table, column, blanks), ...textErrors(table, column, texts, asClasses)]
    return errors.length > 0
      ? E.left(errors)
      : E.right({ kind: 'number', name, scaling: fitScaling('standard')(summary(values)) })
  }
  const { blanks } = readLabels(column, rows)
  if (blanks.length > 0) return E.left(blankTargets(table, column, blanks))
  const classes = sortedLabels(readLabels(column, rowsOf(table)).labels.filter((label) => label !== undefined))
  return classes.length < 2 || (task === 'binary' && classes.length > 2)
    ? E.left([
        dataError(
          { source: table.source, column: name },
          `a ${task} task needs ${task === 'binary' ? 'two' : 'at least two'} classes, got: ${list(classes)}`,
          'infer the schema from this table',
        ),
      ])
    : E.right({ kind: 'classes', name, classes })
}

/**
 * Fits an encoder to `rows` of a table: imputation, then scaling, of numeric columns; the vocabulary and the most
 * frequent category of categorical ones; the classes of the target in sorted order, or its mean and deviation.
 * Give the training rows: what is fitted on others leaks into training. All problems are given, with their lines.
 */
export const fitEncoder =
  ({ scale = 'standard', unknown = 'bucket', impute = 'mean' }: EncoderOptions = {}) =>
  (table: RawTable, schema: TableSchema, rows?: Rows): E.Either<readonly DataError[], Encoder> => {
    const training: Training = { table, rows: rowsOf(table, rows), options: { scale, unknown, impute } }
    if (training.rows.length === 0)
      return E.left([dataError({ source: table.source }, 'there are no training rows', 'give more rows')])
    const withColumn = <A>(name: string, fitColumn: (column: RawColumn) => Fitted<A>): Fitted<A> => {
      const column = columnNamed(table, name)
      return column === undefined ? E.left([missingColumn(table, name, 'of the schema')]) : fitColumn(column)
    }
    const features = schema.columns.flatMap(({ name, kind }) => {
      if (kind === 'numeric') return [withColumn(name, (column) => fitNumeric(training, column))]
      return kind === 'categorical' ? [withColumn(name, (column) => fitCategorical(training, column))] : []
    })
    const target = withColumn(targetOf(schema), (column) => fitTarget(training, schema.task, column))
    const errors = [...features, target].flatMap((fitted) => (E.isLeft(fitted) ? fitted.left : []))
    return E.isLeft(target) || errors.length > 0
      ? E.left(errors)
      : E.right({
          task: schema.task,
          features: features.flatMap((fitted) => (E.isRight(fitted) ? [fitted.right] : [])),
          target: target.right,
        })
  }
