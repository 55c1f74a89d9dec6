/** Examples in memory, made into batches only when a batch is needed. */
import { allocate, type DType, dataFrom, type Numbers } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { axis, type Batch, type Shape, sizeOf } from '../core/shape.js'
import { fromData, type Tensor } from '../core/tensor.js'
import { read } from '../engine/read.js'

/** `size` examples; `batch` makes one of the examples at some rows. */
export interface Dataset<B> {
  readonly size: number
  readonly batch: (rows: Numbers) => B
}

/** Inputs and targets of one batch. */
export interface Example<X, Y> {
  readonly x: X
  readonly y: Y
}

type Rows<S extends Shape> = S extends readonly [unknown, ...infer Rest extends Shape]
  ? readonly [Batch, ...Rest]
  : Shape

/** The rows of a tensor as a data set: `[n, …] → [batch, …]`. */
export const rowsOf = <S extends Shape, D extends DType>(t: Tensor<S, D>): Dataset<Tensor<Rows<S>, D>> => {
  const [size, ...rest]: Shape = t.shape
  if (size === undefined) throw new ShapeError('rowsOf', 'rows [n, …]', t.shape)
  const data = t.node._tag === 'Literal' ? t.node.data : dataFrom(t.dtype, read(t) as ArrayLike<number>)
  const width = sizeOf(rest)
  return {
    size,
    batch: (rows) => {
      const part = allocate(t.dtype, rows.length * width)
      for (let i = 0; i < rows.length; i++) part.set(data.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width)
      return fromData([axis('batch', rows.length), ...rest], part, t.dtype) as Tensor<Shape, D> as Tensor<Rows<S>, D>
    },
  }
}

/** Inputs beside their targets. Throws `ShapeError` where their numbers differ. */
export const examples = <X, Y>(x: Dataset<X>, y: Dataset<Y>): Dataset<Example<X, Y>> => {
  if (x.size !== y.size) throw new ShapeError('examples', 'as many inputs as targets', [x.size], [y.size])
  return { size: x.size, batch: (rows) => ({ x: x.batch(rows), y: y.batch(rows) }) }
}

/** The examples at `rows`, as a data set of their own. */
export const subset = <B>(dataset: Dataset<B>, rows: Numbers): Dataset<B> => ({
  size: rows.length,
  batch: (own) => dataset.batch(Int32Array.from(own, (i) => rows[i]!)),
})

/** All rows in order, in batches of at most `size`. */
export const inOrder = <B>(dataset: Dataset<B>, size: number): readonly B[] =>
  Array.from({ length: Math.ceil(dataset.size / size) }, (_, i) =>
    dataset.batch(Int32Array.from({ length: Math.min(size, dataset.size - i * size) }, (_, j) => i * size + j)),
  )
