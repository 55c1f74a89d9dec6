/** Rows of numbers with some columns changed. */
import { allocate } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import type { Batch, Shape } from '../core/shape.js'
import { fromData, type Tensor } from '../core/tensor.js'
import { read } from '../engine/read.js'
import type { Dataset } from './dataset.js'

/** Examples of a table: `[batch, features]`. */
export type Rows = Tensor<readonly [Batch, number], any>

/**
 * The same rows with other numbers in some columns: the numbers `to`, or those that other rows have there.
 * Throws `ShapeError` for examples that are not rows, `RangeError` for a column that is not there.
 */
export const withColumns = (
  owner: string,
  data: Dataset<Rows>,
  columns: readonly number[],
  to: readonly number[] | ((rows: ArrayLike<number>) => Rows),
): Dataset<Rows> => ({
  size: data.size,
  batch: (rows) => {
    const x = data.batch(rows)
    const [n, width, ...more]: Shape = x.shape
    if (width === undefined || more.length > 0) throw new ShapeError(owner, 'rows [batch, features]', x.shape)
    const wrong = columns.find((c) => !(Number.isInteger(c) && c >= 0 && c < width))
    if (wrong !== undefined) throw new RangeError(`${owner}: there is no column ${wrong} among ${width}`)
    const values = allocate(x.dtype, n! * width)
    values.set(read(x) as ArrayLike<number>)
    const others = typeof to === 'function' ? read(to(rows)) : undefined
    for (let i = 0; i < n!; i++)
      columns.forEach((c, k) => {
        values[i * width + c] = others === undefined ? (to as readonly number[])[k]! : others[i * width + c]!
      })
    return fromData(x.shape, values, x.dtype)
  },
})
