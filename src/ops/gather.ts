/** Rows chosen by index, and rows added at indexes: each is the other's derivative. */
import { allocate, type Data, type DType } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op, type Spec } from '../core/op.js'
import { type Shape, sameShape, sizeOf } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { rounded } from './sum.js'

type Indices<S extends Shape = Shape> = Tensor<S, 'i32'>

const checkIndices = (op: string, indices: Spec): void => {
  if (indices.dtype !== 'i32') throw new DTypeError(op, 'i32 indices', indices.dtype)
}
const row = (op: string, indices: Data, i: number, rows: number): number => {
  const at = indices[i]!
  if (at < 0 || at >= rows) throw new RangeError(`${op}: index ${at} at position ${i} is not in 0 to ${rows - 1}`)
  return at
}

export const gatherOp: Op<Readonly<Record<string, never>>, readonly [AnyTensor, Indices]> = {
  name: 'gather',
  shape: (_, x, indices) => {
    checkIndices('gather', indices)
    if (x.shape.length === 0) throw new ShapeError('gather', 'rows: [n, …]', x.shape)
    return [...indices.shape, ...x.shape.slice(1)]
  },
  forward: (_, out, [x, indices], [from]) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    const width = sizeOf(from!.shape.slice(1))
    for (let i = 0; i < indices!.length; i++) {
      const at = row('gather', indices!, i, from!.shape[0]!) * width
      y.set(x!.subarray(at, at + width), i * width)
    }
    return y
  },
  backward: (_, dy, _y, x, indices) => [scatterAdd(dy, indices, x.shape[0]!), null],
  domain: [
    {
      attrs: {},
      args: [
        { shape: [3, 2], min: -3, max: 3 },
        { shape: [4], min: 0, max: 2, dtype: 'i32' },
      ],
    },
    {
      attrs: {},
      args: [
        { shape: [3], min: -3, max: 3 },
        { shape: [2, 2], min: 0, max: 2, dtype: 'i32' },
      ],
    },
  ],
}

export const scatterAddOp: Op<{ readonly rows: number }, readonly [AnyTensor, Indices]> = {
  name: 'scatterAdd',
  shape: ({ rows }, x, indices) => {
    checkIndices('scatterAdd', indices)
    if (!sameShape(x.shape.slice(0, indices.shape.length), indices.shape))
      throw new ShapeError('scatterAdd', 'updates that begin with the shape of the indices', x.shape, indices.shape)
    return [rows, ...x.shape.slice(indices.shape.length)]
  },
  forward: ({ rows }, out, [x, indices]) => {
    const y = new Float64Array(sizeOf(out.shape))
    const width = sizeOf(out.shape.slice(1))
    for (let i = 0; i < indices!.length; i++) {
      const at = row('scatterAdd', indices!, i, rows) * width
      for (let j = 0; j < width; j++) y[at + j]! += x![i * width + j]!
    }
    return rounded(out.dtype, y)
  },
  backward: (_, dy, _y, _x, indices) => [gather(dy, indices), null],
  domain: [
    {
      attrs: { rows: 3 },
      args: [
        { shape: [4, 2], min: -3, max: 3 },
        { shape: [4], min: 0, max: 2, dtype: 'i32' },
      ],
    },
    {
      attrs: { rows: 2 },
      args: [
        { shape: [2, 2], min: -3, max: 3 },
        { shape: [2, 2], min: 0, max: 1, dtype: 'i32' },
      ],
    },
  ],
}

type Rest<S extends Shape> = S extends readonly [unknown, ...infer R extends Shape] ? R : Shape

/**
 * Rows of `x` in the order of `indices`: `[n, …rest]` and `[…i] → […i, …rest]`. Derivative: `scatterAdd`.
 * Reading throws `RangeError` for an index outside `0 … n-1`.
 */
export const gather = <S extends Shape, D extends DType, I extends Shape>(
  x: Tensor<S, D>,
  indices: Indices<I>,
): Tensor<readonly [...I, ...Rest<S>], D> => apply(gatherOp, {}, x, indices)

/**
 * `rows` rows of zeros to which row `i` of `x` is added at `indices[i]`: `[…i, …rest]` and `[…i] → [rows, …rest]`.
 * Derivative: `gather`. Reading throws `RangeError` for an index outside `0 … rows-1`.
 */
export const scatterAdd = <D extends DType, const N extends number>(
  x: Tensor<Shape, D>,
  indices: Indices,
  rows: N,
): Tensor<Shape, D> => apply(scatterAddOp, { rows }, x, indices)
