/** Tables to tensors, by a fitted encoder. */
import * as E from 'fp-ts/lib/Either.js'
import { axis, type Batch, fromData, type Tensor } from '../core/index.js'
import { cellErrors, indexAmong } from './cell.js'
import {
  asClasses,
  blankErrors,
  blankTargets,
  readLabels,
  readNumbers,
  textErrors,
  trainedAsCategorical,
} from './cells.js'
import { type Encoder, type Feature, width, widthOf } from './encoder.js'
import { type DataError, dataError, list, quote } from './errors.js'
import { oneHotPlace } from './oneHot.js'
import { applyScaling } from './scale.js'
import { columnNamed, lineOf, missingColumn, type RawColumn, type RawTable, type Rows, rowsOf } from './table.js'

/** Errors of the cells of a column, each with what is wrong with its label. */
const labelErrors = (
  table: RawTable,
  column: RawColumn,
  rows: readonly number[],
  what: string,
  fix: string,
): readonly DataError[] =>
  cellErrors(table, column, rows, (row) =>
    dataError(
      { source: table.source, line: lineOf(table, row), column: column.name },
      `${quote(column.cells[row]!.trim())} ${what}`,
      fix,
    ),
  )

const tooFar = 'is too far from the numbers of the training rows'

interface Block {
  readonly data: Float32Array
  readonly width: number
  readonly at: number
}

/** Writes a column of numbers into the block; gives the errors of its cells. */
const encodeNumeric = (
  feature: Feature & { kind: 'numeric' },
  table: RawTable,
  column: RawColumn,
  rows: Rows,
  { data, width, at }: Block,
): readonly DataError[] => {
  const { values, blanks, texts } = readNumbers(column, rows)
  const scaled = applyScaling(feature.scaling)
  const far: number[] = []
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!
    const y = Math.fround(scaled(Number.isNaN(x) ? (feature.blank ?? 0) : x))
    if (Number.isFinite(y)) data[i * width + at] = y
    else far.push(rows[i]!)
  }
  return [
    ...textErrors(table, column, texts, trainedAsCategorical(column.name)),
    ...(feature.blank === null ? blankErrors(table, column, blanks) : []),
    ...labelErrors(table, column, far, tooFar, 'correct the cell'),
  ]
}

/** Writes a column of labels into the block; gives the errors of its cells. */
const encodeCategorical = (
  feature: Feature & { kind: 'categorical' },
  table: RawTable,
  column: RawColumn,
  rows: Rows,
  { data, width, at }: Block,
): readonly DataError[] => {
  const { labels, blanks } = readLabels(column, rows)
  const place = oneHotPlace(feature)
  const unknown: number[] = []
  labels.forEach((label, i) => {
    const filled = label ?? feature.blank
    const p = filled === null ? 'none' : place(filled)
    if (p === 'unknown') unknown.push(rows[i]!)
    else if (p !== 'none') data[i * width + at + p] = 1
  })
  return [
    ...(feature.blank === null ? blankErrors(table, column, blanks) : []),
    ...labelErrors(
      table,
      column,
      unknown,
      'is not a category of the training rows',
      `use one of ${list(feature.vocabulary)}, or train with --unknown bucket`,
    ),
  ]
}

/**
 * Features of `rows` (all by default) as a tensor `[batch, width]` in f32, row by row: numbers imputed and scaled,
 * categories one-hot. Columns may stand in any order, and others beside them. All problems are given: missing columns,
 * text among numbers, and blanks and new categories where the policy is an error.
 */
export const encodeFeatures =
  (encoder: Encoder) =>
  (table: RawTable, rows?: Rows): E.Either<readonly DataError[], Tensor<readonly [Batch, number]>> => {
    const chosen = rowsOf(table, rows)
    const columns = width(encoder)
    const data = new Float32Array(chosen.length * columns)
    const errors: DataError[] = []
    let at = 0
    for (const feature of encoder.features) {
      const column = columnNamed(table, feature.name)
      const block = { data, width: columns, at }
      if (column === undefined) errors.push(missingColumn(table, feature.name, 'a feature of the model'))
      else if (feature.kind === 'numeric') errors.push(...encodeNumeric(feature, table, column, chosen, block))
      else errors.push(...encodeCategorical(feature, table, column, chosen, block))
      at += widthOf(feature)
    }
    return errors.length > 0
      ? E.left(errors)
      : E.right(fromData([axis('batch', chosen.length), columns] as const, data, 'f32'))
  }

/**
 * The target of `rows` (all by default) as a tensor `[batch]`: class indexes in i32 for a multiclass task, 0 or 1 in f32
 * for a binary one, scaled numbers in f32 for a regression. All problems are given: a missing column, blanks, text for
 * numbers, classes that the encoder does not know.
 */
export const encodeTarget =
  ({ target, task }: Encoder) =>
  (table: RawTable, rows?: Rows): E.Either<readonly DataError[], Tensor<readonly [Batch], 'f32' | 'i32'>> => {
    const chosen = rowsOf(table, rows)
    const shape = [axis('batch', chosen.length)] as const
    const column = columnNamed(table, target.name)
    if (column === undefined) return E.left([missingColumn(table, target.name, 'the target of the model')])
    if (target.kind === 'number') {
      const { values, blanks, texts } = readNumbers(column, chosen)
      const scaled = Float32Array.from(values, applyScaling(target.scaling))
      const far = Array.from(chosen).filter((_, i) => !Number.isFinite(scaled[i]) && !Number.isNaN(values[i]))
      const errors = [
        ...blankTargets(table, column, blanks),
        ...textErrors(table, column, texts, asClasses),
        ...labelErrors(table, column, far, tooFar, 'correct the cell'),
      ]
      return errors.length > 0 ? E.left(errors) : E.right(fromData(shape, scaled, 'f32'))
    }
    const { labels, blanks } = readLabels(column, chosen)
    const index = indexAmong(target.classes)
    const indexes = labels.map((label) => (label === undefined ? undefined : index(label)))
    const foreign = Array.from(chosen).filter((_, i) => labels[i] !== undefined && indexes[i] === undefined)
    const errors = [
      ...blankTargets(table, column, blanks),
      ...labelErrors(table, column, foreign, 'is not a class of the model', `use one of ${list(target.classes)}`),
    ]
    if (errors.length > 0) return E.left(errors)
    const known = indexes.map((i) => i ?? 0)
    return E.right(
      task === 'binary'
        ? fromData(shape, Float32Array.from(known), 'f32')
        : fromData(shape, Int32Array.from(known), 'i32'),
    )
  }
