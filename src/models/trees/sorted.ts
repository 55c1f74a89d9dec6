/** Rows in the order of each of their features: sorted once, for all nodes of all trees. */
import type { Numbers } from '../../core/dtype.js'
import { type FeatureTable, rowCount } from './tree.js'

export interface Sorted {
  readonly rows: number
  readonly columns: number
  /** Column after column. */
  readonly values: Float64Array
  /** For each column all rows, from the least value to the greatest. */
  readonly order: Int32Array
}

/**
 * Equal values stand in the order of what is to be learned, so that sums over them do not depend on the order of rows.
 * Throws `RangeError` for no rows, for as many targets as there are not rows, and for numbers that are not finite.
 */
export const sortedTable = (owner: string, x: FeatureTable, y: Numbers): Sorted => {
  const { columns } = x
  const rows = rowCount(owner, x)
  if (rows === 0) throw new RangeError(`${owner}: there are no rows`)
  if (y.length !== rows) throw new RangeError(`${owner}: ${rows} rows but ${y.length} targets`)
  const values = new Float64Array(rows * columns)
  const order = new Int32Array(rows * columns)
  for (let column = 0; column < columns; column++) {
    const own = values.subarray(column * rows, (column + 1) * rows)
    for (let row = 0; row < rows; row++) {
      const value = x.values[row * columns + column]!
      if (!Number.isFinite(value)) throw new RangeError(`${owner}: feature ${column} of row ${row} is ${value}`)
      own[row] = value
    }
    const sorted = order.subarray(column * rows, (column + 1) * rows)
    for (let row = 0; row < rows; row++) sorted[row] = row
    sorted.sort((a, b) => own[a]! - own[b]! || y[a]! - y[b]! || a - b)
  }
  return { rows, columns, values, order }
}

/** The rows that were drawn, in the same orders: `drawn` of each column. */
export const drawnOrder = ({ rows, columns, order }: Sorted, weights: Int32Array): Int32Array => {
  let drawn = 0
  for (let row = 0; row < rows; row++) if (weights[row]! > 0) drawn++
  const out = new Int32Array(drawn * columns)
  for (let i = 0, at = 0; i < order.length; i++) if (weights[order[i]!]! > 0) out[at++] = order[i]!
  return out
}
