/**
 * A tensor is an immutable node of a dataflow graph: a literal, a named input, or an operation applied to tensors.
 * Building one computes nothing; numbers appear when an engine reads it.
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Data, type DType, dataFrom } from './dtype.js'
import { ShapeError } from './errors.js'
import type { Attrs, Op } from './op.js'
import { isShape, type Shape, sameShape, showShape, sizeOf } from './shape.js'

export type Node =
  | { readonly _tag: 'Literal'; readonly data: Data }
  | { readonly _tag: 'Input'; readonly name: string }
  | { readonly _tag: 'Apply'; readonly op: Op; readonly attrs: Attrs; readonly args: readonly AnyTensor[] }

export interface Tensor<S extends Shape = Shape, D extends DType = 'f32'> {
  readonly shape: S
  readonly dtype: D
  readonly node: Node
}
export type AnyTensor = Tensor<Shape, DType>
export type Scalar<D extends DType = 'f32'> = Tensor<readonly [], D>

/**
 * A tensor of known numbers in row-major order; the numbers are copied.
 * Throws `ShapeError` when their count is not the product of the shape.
 *
 * @example literal([2, 2], [1, 2, 3, 4])
 */
export const literal = <const S extends Shape, D extends DType = 'f32'>(
  shape: S,
  values: ArrayLike<number>,
  dtype: D = 'f32' as D,
): Tensor<S, NoInfer<D>> => {
  if (!isShape(shape)) throw new ShapeError('literal', 'sizes that are whole numbers of at least 0', shape)
  if (values.length !== sizeOf(shape))
    throw new ShapeError('literal', `${sizeOf(shape)} numbers for shape ${showShape(shape)}`, [values.length])
  return fromData(shape, dataFrom(dtype, values), dtype)
}

/** A tensor around an array that nothing else writes to: how engines and random keys hand over their results. */
export const fromData = <S extends Shape, D extends DType>(shape: S, data: Data, dtype: D): Tensor<S, D> => ({
  shape,
  dtype,
  node: { _tag: 'Literal', data },
})

/** A single number. */
export const scalar = <D extends DType = 'f32'>(value: number, dtype: D = 'f32' as D): Scalar<NoInfer<D>> =>
  literal([], [value], dtype)

/** A named unknown: formulas print its name, engines ask for its numbers. */
export const input = <const S extends Shape = readonly [], D extends DType = 'f32'>(
  name: string,
  shape: S = [] as Shape as S,
  dtype: D = 'f32' as D,
): Tensor<S, NoInfer<D>> => ({ shape, dtype, node: { _tag: 'Input', name } })

/** Whether something is a tensor. */
export const isTensor = (u: unknown): u is AnyTensor =>
  typeof u === 'object' && u !== null && 'node' in u && 'dtype' in u

/** The one door from gradual shapes back to literal ones: checks at run time what the type then says. */
export const refine =
  <const S extends Shape>(shape: S) =>
  <D extends DType>(t: Tensor<Shape, D>): E.Either<ShapeError, Tensor<S, D>> =>
    sameShape(shape, t.shape) ? E.right(t as Tensor<S, D>) : E.left(new ShapeError('refine', showShape(shape), t.shape))
