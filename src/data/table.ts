/** A table as it was written: text cells, column by column, with the line each row came from. */
import type { Numbers } from '../core/index.js'
import { type DataError, dataError, list, quote } from './errors.js'
import { nearest } from './nearest.js'

export interface RawColumn {
  readonly name: string
  readonly cells: readonly string[]
}

export interface RawTable {
  /** What messages call the input: a file name, or `stdin`. */
  readonly source: string
  readonly columns: readonly RawColumn[]
  readonly rows: number
  /** For each row the line of the input it starts on, counted from 1. */
  readonly lines: Numbers
}

/** Indexes of some rows of a table, in any order. */
export type Rows = ArrayLike<number>

/**
 * A table of text columns of equal length. Without `lines`, row 0 is on line 2, under a header.
 * Throws `RangeError` when the lengths differ.
 */
export const rawTable = (source: string, columns: readonly RawColumn[], lines?: Numbers): RawTable => {
  const rows = columns[0]?.cells.length ?? 0
  for (const { name, cells } of columns)
    if (cells.length !== rows)
      throw new RangeError(`rawTable: expected ${rows} cells in column ${quote(name)}, got ${cells.length}`)
  if (lines !== undefined && lines.length !== rows)
    throw new RangeError(`rawTable: expected ${rows} line numbers, got ${lines.length}`)
  return { source, columns, rows, lines: lines ?? Int32Array.from({ length: rows }, (_, row) => row + 2) }
}

/** The line that `row` starts on. */
export const lineOf = (table: RawTable, row: number): number => table.lines[row]!

/** The rows asked for; all of them when none are named. */
export const rowsOf = (table: RawTable, rows?: Rows): Rows =>
  rows ?? Int32Array.from({ length: table.rows }, (_, row) => row)

/** The column of a name, if there is one. */
export const columnNamed = (table: RawTable, name: string): RawColumn | undefined =>
  table.columns.find((column) => column.name === name)

/** The error for a column that is asked for but not there: names the nearest one, and all there are. */
export const missingColumn = (table: RawTable, name: string, role: string): DataError => {
  const names = table.columns.map((column) => column.name)
  const near = nearest(name, names)
  return dataError(
    { source: table.source },
    `there is no column ${quote(name)} (${role})`,
    `${near === undefined ? '' : `did you mean ${quote(near)}? `}the columns are: ${list(names)}`,
  )
}
