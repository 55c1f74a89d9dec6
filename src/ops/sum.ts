/** Sums over axes and broadcasting: each is the other's derivative. */
import { allocate, type Data, type DType, type Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { isShape, type Shape, showShape, sizeOf, stridesOf } from '../core/shape.js'
import type { AxisOf, Reduced } from '../core/sizes.js'
import { type AnyTensor, type Scalar, scalar, type Tensor } from '../core/tensor.js'
import { reshape } from './reshape.js'

/** Whether a reduced axis leaves a size of 1 in its place or nothing. */
export type Keep = 'keep' | 'drop'
export type ReductionAttrs = { readonly axes: readonly number[]; readonly keep: boolean }

/** Axes from the front in ascending order. Throws `ShapeError` for an axis that `shape` has not or that comes twice. */
export const axesOf = (op: string, shape: Shape, axes: readonly number[] | undefined): readonly number[] => {
  const front = (axes ?? shape.map((_, i) => i)).map((a) => (a < 0 ? a + shape.length : a)).toSorted((a, b) => a - b)
  if (front.some((a, i) => !Number.isInteger(a) || a < 0 || a >= shape.length || a === front[i - 1]))
    throw new ShapeError(op, `distinct axes of ${showShape(shape)}`, axes ?? [])
  return front
}
export const reducedShape = ({ axes, keep }: ReductionAttrs, { shape }: { readonly shape: Shape }): Shape =>
  keep ? shape.map((d, i) => (axes.includes(i) ? 1 : d)) : shape.filter((_, i) => !axes.includes(i))

/**
 * For each element of a row-major array of `shape`, its position in the array that is left when `axes` are reduced.
 * Walks like an odometer; `visit` gets both positions.
 */
export const reducing = (shape: Shape, axes: readonly number[], visit: (from: number, to: number) => void): void => {
  const keptStrides = stridesOf(shape.map((d, i) => (axes.includes(i) ? 1 : d)))
  const strides = shape.map((_, i) => (axes.includes(i) ? 0 : keptStrides[i]!))
  odometer(shape, strides, visit)
}
/** Visits `0 … sizeOf(shape)-1` beside the position in an array of the given strides. */
export const odometer = (shape: Shape, strides: readonly number[], visit: (i: number, at: number) => void): void => {
  const size = sizeOf(shape)
  if (size === 0) return
  const rank = shape.length
  const inner = rank === 0 ? 1 : shape[rank - 1]!
  const step = rank === 0 ? 0 : strides[rank - 1]!
  const index = new Int32Array(rank)
  let base = 0
  for (let i = 0; i < size; ) {
    for (let j = 0, at = base; j < inner; j++, i++, at += step) visit(i, at)
    for (let a = rank - 2; a >= 0; a--) {
      base += strides[a]!
      if (++index[a]! < shape[a]!) break
      base -= strides[a]! * shape[a]!
      index[a] = 0
    }
  }
}

const reductionCases = [
  { attrs: { axes: [0, 1], keep: false }, args: [{ shape: [2, 3], min: -3, max: 3 }] },
  { attrs: { axes: [1], keep: true }, args: [{ shape: [2, 3, 2], min: -3, max: 3 }] },
  { attrs: { axes: [0, 2], keep: false }, args: [{ shape: [2, 3, 2], min: -3, max: 3 }] },
  { attrs: { axes: [0], keep: false }, args: [{ shape: [1, 3], min: -3, max: 3 }] },
]

export const sumOp: Op<ReductionAttrs, readonly [AnyTensor]> = {
  name: 'sum',
  shape: reducedShape,
  forward: ({ axes }, out, [x], [from]) => {
    const total = new Float64Array(sizeOf(out.shape)) // rounded once, at the end
    reducing(from!.shape, axes, (i, at) => {
      total[at]! += x![i]!
    })
    return rounded(out.dtype, total)
  },
  backward: ({ axes }, dy, _y, x) => [broadcastTo(reshape(dy, reducedShape({ axes, keep: true }, x)), x.shape)],
  domain: [...reductionCases, { attrs: { axes: [1], keep: false }, args: [{ shape: [2, 0], min: -3, max: 3 }] }],
  notation: { text: 'sum({0})', latex: '\\sum\\left({0}\\right)' },
}
export const rounded = (dtype: DType, wide: Float64Array): Data => {
  if (dtype === 'f64') return wide
  const data = allocate(dtype, wide.length)
  data.set(wide)
  return data
}

export const broadcastToOp: Op<{ readonly shape: Shape }, readonly [AnyTensor]> = {
  name: 'broadcastTo',
  shape: ({ shape }, x) => {
    if (!isShape(shape)) throw new ShapeError('broadcastTo', 'sizes that are whole numbers of at least 0', shape)
    const skip = shape.length - x.shape.length
    if (skip < 0 || x.shape.some((d, i) => d !== 1 && d !== shape[i + skip]))
      throw new ShapeError('broadcastTo', `a shape that broadcasts to ${showShape(shape)}`, x.shape)
    return shape
  },
  forward: (_, out, [x], [from]) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    if (x!.length === 1) return y.fill(x![0]!)
    const strides = stridesOf(from!.shape)
    const skip = out.shape.length - from!.shape.length
    const steps = out.shape.map((_, i) => (i < skip || from!.shape[i - skip] === 1 ? 0 : strides[i - skip]!))
    odometer(out.shape, steps, (i, at) => {
      y[i] = x![at]!
    })
    return y
  },
  backward: ({ shape }, dy, _y, x) => {
    const skip = shape.length - x.shape.length
    const stretched = shape.flatMap((d, i) => (i < skip || (x.shape[i - skip] === 1 && d !== 1) ? [i] : []))
    return [reshape(apply(sumOp, { axes: stretched, keep: true }, dy), x.shape)]
  },
  domain: [
    { attrs: { shape: [2, 3] }, args: [{ shape: [3], min: -3, max: 3 }] },
    { attrs: { shape: [2, 3, 2] }, args: [{ shape: [2, 1, 2], min: -3, max: 3 }] },
    { attrs: { shape: [2, 2] }, args: [{ shape: [], min: -3, max: 3 }] },
    { attrs: { shape: [0, 3] }, args: [{ shape: [1, 3], min: -3, max: 3 }] },
  ],
  notation: { text: '{0}', latex: '{0}', binds: 5 },
}

/** A reduction of all axes to a scalar, or of some of them, counted from the front or (negative) from the end. */
export interface Reduction<Element extends DType> {
  <D extends Element>(x: Tensor<Shape, D>): Scalar<D>
  <S extends Shape, D extends Element, const A extends readonly AxisOf<S>[], K extends Keep = 'drop'>(
    x: Tensor<S, D>,
    axes: A,
    keep?: K,
  ): Tensor<Reduced<S, A[number], K extends 'keep' ? true : false>, D>
}

/** The public function of a reduction's record. */
export const reduction = <Element extends DType>(op: Op<ReductionAttrs>): Reduction<Element> =>
  ((x: AnyTensor, axes?: readonly number[], keep: Keep = 'drop') =>
    apply(op, { axes: axesOf(op.name, x.shape, axes), keep: keep === 'keep' }, x)) as Reduction<Element>

/**
 * Sum over all axes, or over `axes`: `[2, 3] → []`, with `[1]` `[2, 3] → [2]`, with `[1], 'keep'` `[2, 1]`.
 * The sum over nothing is 0. Derivative: the cotangent, broadcast back. Accumulates in f64.
 */
export const sum: Reduction<Float | 'i32'> = reduction(sumOp as Op<ReductionAttrs>)

/**
 * Repeats `x` along new leading axes and along axes of size 1 until it has `shape` (NumPy's rule).
 * Derivative: the sum over the repeated axes. Throws `ShapeError` where a size is neither 1 nor the wanted one.
 */
export const broadcastTo = <const S extends Shape, D extends DType>(x: Tensor<Shape, D>, shape: S): Tensor<S, D> =>
  apply(broadcastToOp, { shape }, x)

/** A tensor filled with one number. */
export const full = <const S extends Shape, D extends DType = 'f32'>(
  shape: S,
  value: number,
  dtype: D = 'f32' as D,
): Tensor<S, NoInfer<D>> => broadcastTo(scalar(value, dtype), shape)
/** Zeros of the shape and element type of `x`. */
export const zerosLike = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> => full(x.shape, 0, x.dtype)
/** Ones of the shape and element type of `x`. */
export const onesLike = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> => full(x.shape, 1, x.dtype)
