/** Orders along an axis: stable, so that engines agree on every position. */
import { allocate, type DType } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { type Shape, showShape, sizeOf } from '../core/shape.js'
import type { AxisOf, Resized } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { axesOf } from './sum.js'
import { takeAlongAxis } from './takeAlongAxis.js'

/** `count`: how many positions are kept, from the first on. */
type SortAttrs = { readonly axis: number; readonly descending: boolean; readonly count: number }

/** Below 0 where `a` comes before `b`: NaN is above all numbers. */
const compared = (a: number, b: number): number =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : a < b ? -1 : a > b ? 1 : 0

export const argSortOp: Op<SortAttrs, readonly [AnyTensor]> = {
  name: 'argSort',
  shape: ({ axis, count }, { shape }) => {
    if (!Number.isInteger(count) || count < 0 || count > shape[axis]!)
      throw new ShapeError('argSort', `a count from 0 to the size of axis ${axis} of ${showShape(shape)}`, [count])
    return shape.map((d, i) => (i === axis ? count : d))
  },
  dtype: () => 'i32',
  forward: ({ axis, descending, count }, out, [x], [from]) => {
    const y = allocate('i32', sizeOf(out.shape))
    const size = from!.shape[axis]!
    const inner = sizeOf(from!.shape.slice(axis + 1))
    const outer = sizeOf(from!.shape.slice(0, axis))
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        const line = Float64Array.from({ length: size }, (_, j) => x![(o * size + j) * inner + i]!)
        const order = Array.from(line, (_, j) => j)
        order.sort((a, b) => (descending ? compared(line[b]!, line[a]!) : compared(line[a]!, line[b]!)))
        for (let j = 0; j < count; j++) y[(o * count + j) * inner + i] = order[j]!
      }
    return y
  },
  backward: () => [null],
  domain: [
    {
      attrs: { axis: 1, descending: false, count: 3 },
      args: [{ shape: [2, 3], min: -3, max: 3 }],
      distinct: true,
    },
    {
      attrs: { axis: 0, descending: true, count: 2 },
      args: [{ shape: [4, 2], min: -3, max: 3 }],
      distinct: true,
    },
    { attrs: { axis: 0, descending: false, count: 0 }, args: [{ shape: [0], min: -3, max: 3 }] },
  ],
}

export interface Order {
  /** From the largest on; NaN first. Default false: from the smallest on, NaN last. */
  readonly descending?: boolean
}

/**
 * The positions along `axis` (default the last) in the order of their elements, so that `takeAlongAxis` of them sorts.
 * Equal elements (0 and -0 too) keep their order, and NaN is above all numbers, as in NumPy and PyTorch. Derivative: 0.
 */
export const argSort = <S extends Shape, const A extends AxisOf<S> = -1 & AxisOf<S>>(
  x: Tensor<S, DType>,
  axis: A = -1 as A,
  { descending = false }: Order = {},
): Tensor<S, 'i32'> => {
  const at = axesOf('argSort', x.shape, [axis])[0]!
  return apply(argSortOp, { axis: at, descending, count: x.shape[at]! }, x)
}

/** The elements along `axis` (default the last) in the order of `argSort`. Derivative: each cotangent to its element. */
export const sort = <S extends Shape, D extends DType, const A extends AxisOf<S> = -1 & AxisOf<S>>(
  x: Tensor<S, D>,
  axis: A = -1 as A,
  order: Order = {},
): Tensor<S, D> => takeAlongAxis(x, argSort(x, axis, order), axis as never)

/**
 * The `k` largest elements along the last axis, the largest first, and their positions: `[…, n] → […, k]`. Of equal ones
 * the first comes first; NaN is the largest. Derivative of `values`: each cotangent to its element. Throws `ShapeError`
 * where `k` is not from 0 to `n`.
 */
export const topK = <S extends Shape, D extends DType, const K extends number>(
  x: Tensor<S, D>,
  k: K,
): {
  readonly values: Tensor<Resized<S, -1, K>, D>
  readonly positions: Tensor<Resized<S, -1, K>, 'i32'>
} => {
  const axis = axesOf('topK', x.shape, [-1])[0]!
  const positions: any = apply(argSortOp, { axis, descending: true, count: k }, x)
  return { positions, values: takeAlongAxis(x, positions, axis as never) as any }
}
