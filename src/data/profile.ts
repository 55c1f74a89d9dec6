/** What a column holds, counted once: the basis of inference and of notices. */
import { isBlank, isNumber } from './cell.js'
import type { RawColumn } from './table.js'

export interface Profile {
  readonly name: string
  readonly rows: number
  /** Rows whose cell is blank, in order. */
  readonly blanks: readonly number[]
  /** How often each distinct cell occurs, blanks aside, space around it aside. */
  readonly distinct: ReadonlyMap<string, number>
  /** How many of the distinct cells are finite numbers. */
  readonly numbers: number
}

/** What a column holds, counted in one pass. */
export const profile = ({ name, cells }: RawColumn): Profile => {
  const blanks: number[] = []
  const distinct = new Map<string, number>()
  cells.forEach((cell, row) => {
    if (isBlank(cell)) blanks.push(row)
    else distinct.set(cell.trim(), (distinct.get(cell.trim()) ?? 0) + 1)
  })
  let numbers = 0
  for (const cell of distinct.keys()) if (isNumber(cell)) numbers++
  return { name, rows: cells.length, blanks, distinct, numbers }
}

/** More than half of the distinct cells are numbers. */
export const looksNumeric = ({ numbers, distinct }: Profile): boolean => 2 * numbers > distinct.size
