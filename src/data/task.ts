/** What is to be predicted: one of two classes, one of several, or a number. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { areNumbers, blankCell, cellErrors, numberIn, sortedLabels } from './cell.js'
import { type DataError, dataError, list, quote } from './errors.js'
import type { Profile } from './profile.js'
import { columnNamed, type RawTable } from './table.js'

export const Task = t.keyof({ binary: null, multiclass: null, regression: null })
/** What is predicted: one of two classes, one of several, or a number. */
export type Task = t.TypeOf<typeof Task>

/** Whole numbers with at most this many distinct values are taken for classes. */
const mostClasses = 20

const taskOf = (numeric: boolean, labels: readonly string[]): Task => {
  if (labels.length === 2) return 'binary'
  if (!numeric) return 'multiclass'
  return labels.length <= mostClasses && labels.every((label) => Number.isInteger(numberIn(label)))
    ? 'multiclass'
    : 'regression'
}

/**
 * The task of a target column. Two distinct values are a binary task; text, and whole numbers with at most 20 distinct
 * values, are a multiclass task; other numbers are a regression. A `stated` task is checked instead.
 */
export const inferTask = (
  table: RawTable,
  target: Profile,
  numeric: boolean,
  stated?: Task,
): E.Either<readonly DataError[], Task> => {
  const where = { source: table.source, column: target.name }
  const fail = (what: string, fix: string): E.Either<readonly DataError[], never> =>
    E.left([dataError(where, what, fix)])
  if (target.blanks.length > 0)
    return E.left(
      cellErrors(table, columnNamed(table, target.name)!, target.blanks, (row) =>
        blankCell(table, columnNamed(table, target.name)!, row, 'fill in the target or remove the row'),
      ),
    )
  const labels = sortedLabels(target.distinct.keys())
  const task = stated ?? taskOf(numeric, labels)
  if (labels.length < 2)
    return task === 'regression'
      ? fail(`the target has one value, ${quote(labels[0]!)}, in all rows`, 'choose a target that varies')
      : fail(`the target has one class, ${quote(labels[0]!)}`, 'give rows of at least two classes')
  if (task === 'binary' && labels.length > 2)
    return fail(
      `a binary task needs two classes, the target has ${labels.length}: ${list(labels)}`,
      'use --task multiclass, or correct the cells',
    )
  if (task === 'regression' && !numeric)
    return fail(
      'a regression needs numbers, the target is text',
      `use --task ${labels.length === 2 ? 'binary' : 'multiclass'}, or choose another target`,
    )
  if (task === 'multiclass' && 2 * labels.length > target.rows && !(numeric && stated === undefined))
    return fail(
      `the target has ${labels.length} distinct values in ${target.rows} rows, too many for classes`,
      areNumbers(labels) ? 'use --task regression' : 'choose another target',
    )
  return E.right(task)
}
