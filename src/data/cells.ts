/** The cells of a column as numbers or labels, and the errors of those that are neither. */
import { blankCell, cellErrors, isBlank, notANumber, numberIn } from './cell.js'
import type { DataError } from './errors.js'
import type { RawColumn, RawTable, Rows } from './table.js'

export interface NumbersRead {
  /** One number a row; NaN for blanks and for text. */
  readonly values: Float64Array
  /** Rows of the table whose cell is blank. */
  readonly blanks: readonly number[]
  /** Rows of the table whose cell is text. */
  readonly texts: readonly number[]
}

export const readNumbers = ({ cells }: RawColumn, rows: Rows): NumbersRead => {
  const values = new Float64Array(rows.length)
  const blanks: number[] = []
  const texts: number[] = []
  for (let i = 0; i < rows.length; i++) {
    const cell = cells[rows[i]!]!
    const x = numberIn(cell)
    values[i] = x
    if (Number.isNaN(x)) (isBlank(cell) ? blanks : texts).push(rows[i]!)
  }
  return { values, blanks, texts }
}

export interface LabelsRead {
  /** One label a row, without space around it; `undefined` for blanks. */
  readonly labels: readonly (string | undefined)[]
  /** Rows of the table whose cell is blank. */
  readonly blanks: readonly number[]
}

export const readLabels = ({ cells }: RawColumn, rows: Rows): LabelsRead => {
  const labels = Array.from(rows, (row) => (isBlank(cells[row]!) ? undefined : cells[row]!.trim()))
  return { labels, blanks: labels.flatMap((label, i) => (label === undefined ? [rows[i]!] : [])) }
}

/** What to do about text in a numeric column. */
export const asCategorical = (name: string): string => `list the column as categorical (--categorical ${name})`
/** The same where the columns were chosen before: at prediction. */
export const trainedAsCategorical = (name: string): string => `train the model with --categorical ${name}`
/** What to do about text among the numbers of a target. */
export const asClasses = 'use --task multiclass'

export const textErrors = (
  table: RawTable,
  column: RawColumn,
  rows: readonly number[],
  advice: string,
): readonly DataError[] => cellErrors(table, column, rows, (row) => notANumber(table, column, row, advice))

export const blankErrors = (table: RawTable, column: RawColumn, rows: readonly number[]): readonly DataError[] =>
  cellErrors(table, column, rows, (row) =>
    blankCell(table, column, row, 'fill in the cell, or fit the encoder with an imputation'),
  )

export const blankTargets = (table: RawTable, column: RawColumn, rows: readonly number[]): readonly DataError[] =>
  cellErrors(table, column, rows, (row) => blankCell(table, column, row, 'fill in the target or remove the row'))
