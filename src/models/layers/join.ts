/** How several results become one. */
import type { Add } from 'ts-arithmetic'
import { ShapeError } from '../../core/errors.js'
import { type Dim, type Shape, sameShape } from '../../core/shape.js'
import type { Literal } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { concat } from '../../ops/concat.js'
import { mul } from '../../ops/mul.js'

/** Side by side along the last axis, their sum, or their product. */
export const joins = ['concatenate', 'add', 'multiply'] as const
export type Join = (typeof joins)[number]

type Sum<M extends Dim, N extends Dim> = [Literal<M>, Literal<N>] extends [true, true] ? Add<M, N> : number
type SideBySide<A extends Shape, B extends Shape> = A extends readonly [
  ...infer Init extends Shape,
  infer M extends Dim,
]
  ? B extends readonly [...Shape, infer N extends Dim]
    ? readonly [...Init, Sum<M, N>]
    : Shape
  : Shape

/** The result of some results joined. */
export type Joined<J extends Join, Y extends readonly Tensor<any>[]> = Y extends readonly [
  Tensor<infer A extends Shape>,
  Tensor<infer B extends Shape>,
  ...infer Rest extends readonly Tensor<any>[],
]
  ? Joined<J, readonly [J extends 'concatenate' ? Tensor<SideBySide<A, B>> : Tensor<A>, ...Rest]>
  : Y extends readonly [infer One extends Tensor<any>]
    ? One
    : Tensor<Shape>

type WithoutLast<Y> = Y extends Tensor<readonly [...infer Init extends Shape, Dim]> ? Init : Shape
type Alike<J extends Join, A, B> = J extends 'concatenate' ? [WithoutLast<A>, WithoutLast<B>] : [A, B]
/** `unknown` where the results can be joined, else a sentence that the compiler shows at the argument. */
export type Joinable<J extends Join, Y extends readonly Tensor<any>[]> = Y extends readonly [
  infer A,
  infer B,
  ...infer Rest extends readonly Tensor<any>[],
]
  ? Alike<J, A, B> extends [infer M, infer N]
    ? [M] extends [N]
      ? Joinable<J, readonly [B & Tensor<any>, ...Rest]>
      : [N] extends [M]
        ? Joinable<J, readonly [B & Tensor<any>, ...Rest]>
        : { readonly 'the results of these branches do not join': readonly [A, B] }
    : unknown
  : unknown

/** Shape of one example after the join. Throws `ShapeError` where the results do not fit. */
export const joinedShape = (owner: string, join: Join, shapes: readonly Shape[]): Shape => {
  const [first = []] = shapes
  if (join !== 'concatenate') {
    if (shapes.some((s) => !sameShape(s, first))) throw new ShapeError(owner, 'results of one shape', ...shapes)
    return first
  }
  const fits = (s: Shape): boolean => s.length === first.length && sameShape(s.slice(0, -1), first.slice(0, -1))
  if (first.length === 0 || !shapes.every(fits))
    throw new ShapeError(owner, 'results of one shape but for the last axis', ...shapes)
  return [...first.slice(0, -1), shapes.reduce((n, s) => n + s.at(-1)!, 0)]
}

/** Results of one batch, joined. */
export const joined = (join: Join, results: readonly Tensor<any>[]): Tensor<any> => {
  if (join === 'concatenate') return concat(results as any, (results[0]!.shape.length - 1) as never) as Tensor<any>
  return results.reduce((a, b) => (join === 'add' ? add(a, b) : mul(a, b)) as Tensor<any>)
}
