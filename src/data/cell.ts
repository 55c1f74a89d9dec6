/** What one text cell means: a blank, a number, or a label. Space around it never counts. */
import { type DataError, dataError, quote } from './errors.js'
import { lineOf, type RawColumn, type RawTable } from './table.js'

const blanks: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', '?'])

/** The common ways to write a missing value: nothing, spaces, `NA`, `N/A`, `NaN`, `nan`, `null`, `NULL`, `?`. */
export const isBlank = (cell: string): boolean => blanks.has(cell.trim())

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const largest = 3.4028234663852886e38 // of f32

/** The number a cell holds in decimal notation (`12`, `-0.5`, `1e3`), or NaN: also for what f32 cannot hold. */
export const numberIn = (cell: string): number => {
  const text = cell.trim()
  const x = decimal.test(text) ? Number(text) : Number.NaN
  return Math.abs(x) <= largest ? x : Number.NaN
}

/** Whether a cell holds a finite number. */
export const isNumber = (cell: string): boolean => !Number.isNaN(numberIn(cell))

/** Labels without repeats: in the order of numbers where all are numbers (`1.0` is then `1`), else of characters. */
export const sortedLabels = (cells: Iterable<string>): readonly string[] => {
  const labels = new Set<string>()
  for (const cell of cells) labels.add(cell.trim())
  return areNumbers(labels)
    ? [...new Set(Array.from(labels, numberIn))].sort((a, b) => a - b).map(String)
    : [...labels].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

const code = /^[+-]?0\d/ // 007 is no number but a code whose zeros count

/** True where every label is a number, so that numbers and not letters tell them apart. */
export const areNumbers = (labels: Iterable<string>): boolean => {
  for (const label of labels) if (!isNumber(label) || code.test(label)) return false
  return true
}

/** Where the label of a cell stands among sorted labels; `undefined` where it does not. */
export const indexAmong = (labels: readonly string[]): ((cell: string) => number | undefined) => {
  const index = new Map(labels.map((label, i) => [label, i]))
  const numeric = areNumbers(labels)
  return (cell) => {
    const text = cell.trim()
    return index.get(text) ?? (numeric && isNumber(text) ? index.get(String(numberIn(text))) : undefined)
  }
}

/** The error for text where a number should be. */
export const notANumber = (table: RawTable, { name, cells }: RawColumn, row: number, advice: string): DataError =>
  dataError(
    { source: table.source, line: lineOf(table, row), column: name },
    `${quote(cells[row]!.trim())} is not a finite number`,
    `correct the cell, or ${advice}`,
  )

/** The error for a missing value where none may be. */
export const blankCell = (table: RawTable, { name, cells }: RawColumn, row: number, advice: string): DataError => {
  const text = cells[row]!.trim()
  return dataError(
    { source: table.source, line: lineOf(table, row), column: name },
    text === '' ? 'the cell is blank' : `${quote(text)} stands for a blank`,
    advice,
  )
}

/** Errors of the cells of one column, the first five in full. */
export const cellErrors = (
  table: RawTable,
  column: RawColumn,
  rows: readonly number[],
  error: (row: number) => DataError,
): readonly DataError[] => {
  const shown = rows.slice(0, 5).map(error)
  const first = shown[0]
  return first === undefined || rows.length <= 5
    ? shown
    : [
        ...shown,
        dataError({ source: table.source, column: column.name }, `${rows.length - 5} more cells like these`, first.fix),
      ]
}
