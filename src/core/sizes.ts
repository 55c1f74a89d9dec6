/**
 * Arithmetic on sizes in types: NumPy broadcasting, products for `flatten`, axes dropped by reductions.
 *
 * Literal sizes are computed exactly. A plain `number` is a legal, gradual size: it fits anything and arithmetic on it
 * gives `number`. A named axis fits itself, 1 and `number`.
 */
import type { Multiply } from 'ts-arithmetic'
import type { AnyAxis, Dim, Shape } from './shape.js'

/** True for a literal size; false for `number` and for named axes. */
export type Literal<N extends Dim> = number extends N ? false : N extends AnyAxis ? false : true

/** `M · N` where both are literal, else `number`. */
export type Times<M extends Dim, N extends Dim> = [Literal<M>, Literal<N>] extends [true, true]
  ? Multiply<M, N> extends infer P extends Dim
    ? P
    : number
  : N extends 1
    ? M
    : M extends 1
      ? N
      : number

/** Product of all sizes of a shape. */
export type Product<S extends Shape> = S extends readonly [infer First extends Dim, ...infer Rest extends Shape]
  ? Rest extends readonly []
    ? First
    : Times<First, Product<Rest>>
  : S extends readonly []
    ? 1
    : number

/** The size two aligned axes broadcast to, or `never`. */
type BroadcastDim<M extends Dim, N extends Dim> = [M] extends [N]
  ? [N] extends [M]
    ? M
    : M extends 1
      ? N
      : M // a literal or an axis against `number`
  : [N] extends [M]
    ? N extends 1
      ? M
      : N
    : M extends 1
      ? N
      : N extends 1
        ? M
        : never

/** NumPy broadcasting: axes are aligned at the right, equal sizes pass, 1 stretches. `never` inside where sizes clash. */
export type Broadcast<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? Shape
  : A extends readonly [...infer AInit extends Shape, infer ALast extends Dim]
    ? B extends readonly [...infer BInit extends Shape, infer BLast extends Dim]
      ? readonly [...Broadcast<AInit, BInit>, BroadcastDim<ALast, BLast>]
      : A
    : B

/** `unknown` where `A` and `B` broadcast, else a sentence that the compiler shows at the argument. */
export type Fits<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? unknown
  : HasNever<Broadcast<A, B>> extends true
    ? { readonly 'these shapes do not broadcast': readonly [A, B] }
    : unknown
type HasNever<S extends Shape> = S extends readonly [infer First, ...infer Rest extends Shape]
  ? [First] extends [never]
    ? true
    : HasNever<Rest>
  : false

/** Axes of a shape counted from the end, by how many axes remain: the last is -1. */
type FromEnd = readonly [never, -1, -2, -3, -4, -5, -6, -7, -8]
/** Valid axes of a shape, from the front (0, 1, …) and from the end (-1, -2, …); `number` for a gradual rank. */
export type AxisOf<S extends Shape, Seen extends readonly unknown[] = []> = number extends S['length']
  ? number
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? Seen['length'] | FromEnd[S['length'] & keyof FromEnd] | AxisOf<Rest, [...Seen, unknown]>
    : never

/** The shape left by a reduction over `Axes` (given from the front or the end). `Keep` leaves sizes of 1 in their place. */
export type Reduced<S extends Shape, Axes extends number, Keep extends boolean> = number extends S['length'] | Axes
  ? Shape
  : boolean extends Keep
    ? Shape
    : ReduceFrom<S, Axes, Keep>
type ReduceFrom<
  S extends Shape,
  Axes extends number,
  Keep extends boolean,
  Seen extends readonly unknown[] = [],
> = S extends readonly [infer First extends Dim, ...infer Rest extends Shape]
  ? [Seen['length'] | FromEnd[S['length'] & keyof FromEnd]] extends [infer Both extends number]
    ? [Both & Axes] extends [never]
      ? readonly [First, ...ReduceFrom<Rest, Axes, Keep, [...Seen, unknown]>]
      : Keep extends true
        ? readonly [1, ...ReduceFrom<Rest, Axes, Keep, [...Seen, unknown]>]
        : ReduceFrom<Rest, Axes, Keep, [...Seen, unknown]>
    : never
  : readonly []

/** The shape of tensors joined along `Axis` (from the front or the end), whose size is then known only at run time. */
export type Joined<S extends Shape, Axis extends number> = Resized<S, Axis, number>
/** The shape with another size along `Axis` (from the front or the end). */
export type Resized<S extends Shape, Axis extends number, Size extends Dim> = number extends S['length'] | Axis
  ? Shape
  : ResizeFrom<S, Axis, Size>
type ResizeFrom<
  S extends Shape,
  Axis extends number,
  Size extends Dim,
  Seen extends readonly unknown[] = [],
> = S extends readonly [infer First extends Dim, ...infer Rest extends Shape]
  ? readonly [
      Axis extends Seen['length'] | FromEnd[S['length'] & keyof FromEnd] ? Size : First,
      ...ResizeFrom<Rest, Axis, Size, [...Seen, unknown]>,
    ]
  : readonly []

/** Axes in a new order, as `permute` gives them. */
export type Permuted<S extends Shape, Order extends readonly number[]> = number extends S['length'] | Order['length']
  ? Shape
  : { readonly [I in keyof Order]: S[Order[I] & keyof S] extends infer D extends Dim ? D : never }
