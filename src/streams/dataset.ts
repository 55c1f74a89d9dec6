/** Examples in memory, made into batches only when a batch is needed. */
import { allocate, type DType, dataFrom, type Numbers } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import type { Key } from '../core/key.js'
import { positive } from '../core/positive.js'
import { axis, type Batch, type Shape, sizeOf } from '../core/shape.js'
import { fromData, type Tensor } from '../core/tensor.js'
import { read } from '../engine/read.js'

/** `size` examples, rows `0 … size - 1`. */
export interface Dataset<B> {
  readonly size: number
  /**
   * The examples at `rows`, in that order; with a key, as training sees them: a data set that augments draws with it.
   * Throws `RangeError` for a row that is not there.
   */
  readonly batch: (rows: Numbers, key?: Key) => B
}

/** Inputs and targets of one batch. */
export interface Example<X, Y> {
  readonly x: X
  readonly y: Y
}

/** Throws `RangeError` for a row that is not among `size` rows. */
export const checkRows = (owner: string, rows: Numbers, size: number): void => {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    if (!(Number.isInteger(row) && row >= 0 && row < size))
      throw new RangeError(`${owner}: there is no row ${row} among ${size} rows`)
  }
}

type Rows<S extends Shape> = S extends readonly [unknown, ...infer Rest extends Shape]
  ? readonly [Batch, ...Rest]
  : Shape

/** The rows of a tensor as a data set: `[n, …] → [batch, …]`. Throws `ShapeError` for a scalar. */
export const rowsOf = <S extends Shape, D extends DType>(t: Tensor<S, D>): Dataset<Tensor<Rows<S>, D>> => {
  const [size, ...rest]: Shape = t.shape
  if (size === undefined) throw new ShapeError('rowsOf', 'rows [n, …]', t.shape)
  const data = t.node._tag === 'Literal' ? t.node.data : dataFrom(t.dtype, read(t) as ArrayLike<number>)
  const width = sizeOf(rest)
  return {
    size,
    batch: (rows) => {
      checkRows('rowsOf', rows, size)
      const part = allocate(t.dtype, rows.length * width)
      for (let i = 0; i < rows.length; i++) part.set(data.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width)
      return fromData([axis('batch', rows.length), ...rest], part, t.dtype) as Tensor<Shape, D> as Tensor<Rows<S>, D>
    },
  }
}

/** Inputs beside their targets. Throws `ShapeError` where their numbers differ. */
export const examples = <X, Y>(x: Dataset<X>, y: Dataset<Y>): Dataset<Example<X, Y>> => {
  if (x.size !== y.size) throw new ShapeError('examples', 'as many inputs as targets', [x.size], [y.size])
  return { size: x.size, batch: (rows, key) => ({ x: x.batch(rows, key), y: y.batch(rows, key) }) }
}

/** The examples at `rows`, as a data set of their own. Throws `RangeError` for a row that is not there. */
export const subset = <B>(dataset: Dataset<B>, rows: Numbers): Dataset<B> => {
  checkRows('subset', rows, dataset.size)
  return {
    size: rows.length,
    batch: (own, key) => {
      checkRows('subset', own, rows.length)
      const at = Int32Array.from(own, (i) => rows[i]!)
      return dataset.batch(at, key)
    },
  }
}

function* chunks<B>(dataset: Dataset<B>, size: number): Generator<B> {
  for (let start = 0; start < dataset.size; start += size)
    yield dataset.batch(Int32Array.from({ length: Math.min(size, dataset.size - start) }, (_, i) => start + i))
}

/**
 * All rows in order, in batches of at most `size`, each made when it is asked for.
 * Throws `RangeError` for a size that is not a positive integer.
 */
export const inOrder = <B>(dataset: Dataset<B>, size: number): Iterable<B> => {
  positive('inOrder', 'size', size)
  return { [Symbol.iterator]: () => chunks(dataset, size) }
}
