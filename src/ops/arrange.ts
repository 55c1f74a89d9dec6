/** Tensors chosen from, reversed, repeated, put together and taken apart: compositions of ops, without records. */
import type { DType } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { type Shape, showShape } from '../core/shape.js'
import type { AxisOf, Joined } from '../core/sizes.js'
import { type AnyTensor, literal, type Tensor } from '../core/tensor.js'
import { concat } from './concat.js'
import { gather } from './gather.js'
import { permute } from './permute.js'
import { reshape } from './reshape.js'
import { slice } from './slice.js'
import { axesOf, broadcastTo } from './sum.js'

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
const moved = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  order.every((a, i) => a === i) ? x : permute(x, order)

/** The shape with the sizes of `Indices` in place of an axis. */
type Taken<S extends Shape, I extends Shape, A extends number> = number extends S['length'] | I['length'] | A
  ? Shape
  : A extends 0
    ? S extends readonly [unknown, ...infer Rest extends Shape]
      ? readonly [...I, ...Rest]
      : Shape
    : I['length'] extends 1
      ? Joined<S, A>
      : Shape

/**
 * The parts of `x` at `indices` along `axis` (default 0), whose sizes take its place:
 * `[…before, n, …after]` and `[…i] → […before, …i, …after]`. Derivative: the cotangent added there. Reading throws
 * `RangeError` for an index outside `0 … n-1`.
 */
export const take = <S extends Shape, D extends DType, I extends Shape, const A extends AxisOf<S> = 0 & AxisOf<S>>(
  x: Tensor<S, D>,
  indices: Tensor<I, 'i32'>,
  axis: A = 0 as A,
): Tensor<Taken<S, I, A>, D> => {
  const [rank, more] = [x.shape.length, indices.shape.length]
  const at = axesOf('take', x.shape, [axis])[0]!
  const front = moved(x, [at, ...upTo(rank).filter((a) => a !== at)])
  // after gather: the axes of the indices, those before the axis, those after it
  const order = upTo(rank - 1 + more).map((a) => (a < at ? a + more : a < at + more ? a - at : a))
  return moved(gather(front, indices), order) as any
}

/** Elements in reverse along `axes` (default all). Derivative: the cotangent in reverse. */
export const flip = <S extends Shape, D extends DType>(x: Tensor<S, D>, axes?: readonly AxisOf<S>[]): Tensor<S, D> =>
  axesOf('flip', x.shape, axes as readonly number[] | undefined).reduce<any>((y, axis) => {
    const n = x.shape[axis]!
    const backwards = upTo(n).map((i) => n - 1 - i)
    return take(y, literal([n], backwards, 'i32'), axis)
  }, x)

type Counts<S extends Shape> = number extends S['length'] ? Shape : { readonly [I in keyof S]: number }

/**
 * `x` side by side with itself, `counts[i]` times along axis `i`: `[2, 3]` by `[2, 1] → [4, 3]`. Derivative: the sum over
 * the copies. Throws `ShapeError` where there is not a count for each axis.
 */
export const tile = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  counts: NoInfer<Counts<S>>,
): Tensor<Counts<S>, D> => {
  const times = counts as readonly number[]
  if (times.length !== x.shape.length || times.some((n) => !Number.isInteger(n) || n < 0))
    throw new ShapeError('tile', `a count of at least 0 for each axis of ${showShape(x.shape)}`, times)
  const apart = x.shape.flatMap((d) => [1, d])
  const wide = x.shape.flatMap((d, i) => [times[i]!, d])
  const whole = x.shape.map((d, i) => d * times[i]!)
  return reshape(broadcastTo(reshape(x, apart as any) as any, wide), whole as any) as any
}

type Stacked<S extends Shape, A extends number> = A extends 0
  ? number extends S['length']
    ? Shape
    : readonly [number, ...S]
  : A extends -1
    ? number extends S['length']
      ? Shape
      : readonly [...S, number]
    : Shape

/**
 * Tensors of one shape along a new axis, the first of the result or `axis` counted in it: `n` of `[2, 3] → [n, 2, 3]`, with
 * -1 `[2, 3, n]`. Derivative: the matching parts. Throws `ShapeError` for other shapes, and for no tensors.
 */
export const stack = <S extends Shape, D extends DType, const A extends number = 0>(
  tensors: readonly Tensor<S, D>[],
  axis: A = 0 as A,
): Tensor<Stacked<S, A>, D> => {
  const [first] = tensors
  if (first === undefined) throw new ShapeError('stack', 'at least one tensor', [])
  const at = axesOf('stack', [...first.shape, 1], [axis])[0]!
  const shape = [...first.shape.slice(0, at), 1, ...first.shape.slice(at)]
  const parts = tensors.map((t) => {
    if (t.shape.length !== first.shape.length || t.shape.some((d, i) => d !== first.shape[i]))
      throw new ShapeError('stack', 'equal shapes', first.shape, t.shape)
    return reshape(t, shape as any)
  })
  return concat(parts as any, at as never) as any
}

/**
 * `x` in parts along `axis` (default 0): a number of equal ones, or of the sizes given. `concat` puts them together
 * again. Throws `ShapeError` where the parts do not make up the axis.
 */
export const splitAlong = <S extends Shape, D extends DType, const A extends AxisOf<S> = 0 & AxisOf<S>>(
  x: Tensor<S, D>,
  parts: number | readonly number[],
  axis: A = 0 as A,
): readonly Tensor<Joined<S, A>, D>[] => {
  const at = axesOf('splitAlong', x.shape, [axis])[0]!
  const size = x.shape[at]!
  const sizes = typeof parts === 'number' ? upTo(parts).map(() => size / parts) : parts
  if (sizes.some((n) => !Number.isInteger(n) || n < 0) || sizes.reduce((a, b) => a + b, 0) !== size)
    throw new ShapeError('splitAlong', `parts that make up axis ${at} of ${showShape(x.shape)}`, sizes)
  const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((a, b) => a + b, 0))
  return sizes.map(
    (n, i) =>
      slice(x as AnyTensor, {
        start: x.shape.map((_, a) => (a === at ? ends[i]! - n : 0)),
        stop: x.shape.map((d, a) => (a === at ? ends[i]! : d)),
      }) as any,
  )
}
