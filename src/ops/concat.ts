/** Tensors joined along an axis. */
import { allocate, type DType } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { type Shape, sizeOf } from '../core/shape.js'
import type { AxisOf, Joined } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { slice } from './slice.js'
import { axesOf } from './sum.js'

type ConcatAttrs = { readonly axis: number }

export const concatOp: Op<ConcatAttrs, readonly AnyTensor[]> = {
  name: 'concat',
  shape: ({ axis }, ...args) => {
    const [first] = args
    const shapes = args.map((a) => a.shape)
    if (shapes.some((s) => s.length !== first!.shape.length || s.some((d, i) => i !== axis && d !== first!.shape[i])))
      throw new ShapeError('concat', `shapes equal but for axis ${axis}`, ...shapes)
    if (args.some((a) => a.dtype !== first!.dtype))
      throw new DTypeError('concat', 'one element type', ...args.map((a) => a.dtype))
    return first!.shape.map((d, i) => (i === axis ? shapes.reduce((n, s) => n + s[axis]!, 0) : d))
  },
  forward: ({ axis }, out, args, specs) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    const outer = sizeOf(out.shape.slice(0, axis))
    const rows = specs.map((s) => sizeOf(s.shape.slice(axis)))
    let at = 0
    for (let o = 0; o < outer; o++)
      for (const [i, x] of args.entries()) {
        y.set(x.subarray(o * rows[i]!, (o + 1) * rows[i]!), at)
        at += rows[i]!
      }
    return y
  },
  backward: ({ axis }, dy, _y, ...args) => {
    let end = 0
    return args.map(({ shape }) => {
      const from = end
      end += shape[axis]!
      return slice(dy, {
        start: shape.map((_, d) => (d === axis ? from : 0)),
        stop: shape.map((n, d) => (d === axis ? end : n)),
      })
    })
  },
  domain: [
    {
      attrs: { axis: 0 },
      args: [
        { shape: [2, 3], min: -3, max: 3 },
        { shape: [1, 3], min: -3, max: 3 },
      ],
    },
    {
      attrs: { axis: 1 },
      args: [
        { shape: [2, 1], min: -3, max: 3 },
        { shape: [2, 0], min: -3, max: 3 },
        { shape: [2, 2], min: -3, max: 3 },
      ],
    },
  ],
}

type Others<S extends Shape, A extends number, D extends DType> = readonly Tensor<Joined<S, A>, D>[]
interface Concat {
  <S extends Shape, D extends DType>(
    tensors: readonly [Tensor<S, D>, ...Others<NoInfer<S>, 0, NoInfer<D>>],
  ): Tensor<Joined<S, 0>, D>
  <S extends Shape, D extends DType, const A extends AxisOf<S>>(
    tensors: readonly [Tensor<S, D>, ...Others<NoInfer<S>, NoInfer<A>, NoInfer<D>>],
    axis: A,
  ): Tensor<Joined<S, A>, D>
  <S extends Shape, D extends DType, const A extends AxisOf<S> = 0 & AxisOf<S>>(
    tensors: readonly Tensor<S, D>[],
    axis?: A,
  ): Tensor<Joined<S, A>, D>
}

/**
 * Tensors one after another along `axis` (default 0); the other sizes are equal. Derivative: the matching slices.
 * Throws `ShapeError` where they are not equal, or for no tensors.
 */
export const concat: Concat = (tensors: readonly AnyTensor[], axis: number = 0): any => {
  const [first] = tensors
  if (first === undefined) throw new ShapeError('concat', 'at least one tensor', [])
  return apply(concatOp, { axis: axesOf('concat', first.shape, [axis])[0]! }, ...tensors)
}
