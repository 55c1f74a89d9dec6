/** Choice between two tensors, element by element. */
import { allocate, type DType } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { type Shape, sameShape } from '../core/shape.js'
import type { Broadcast, Fits } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { aligned, noAttrs } from './elementwise.js'
import { zerosLike } from './sum.js'

type Bool = Tensor<Shape, 'bool'>

export const whereOp: Op<Readonly<Record<string, never>>, readonly [Bool, AnyTensor, AnyTensor]> = {
  name: 'where',
  shape: (_, c, a, b) => {
    if (!sameShape(c.shape, a.shape) || !sameShape(a.shape, b.shape))
      throw new ShapeError('where', 'three equal shapes', c.shape, a.shape, b.shape)
    if (c.dtype !== 'bool' || a.dtype !== b.dtype)
      throw new DTypeError('where', 'a bool and two of one element type', c.dtype, a.dtype, b.dtype)
    return a.shape
  },
  dtype: (_, _c, a) => a.dtype,
  forward: (_, out, [c, a, b]) => {
    const y = allocate(out.dtype, c!.length)
    for (let i = 0; i < y.length; i++) y[i] = c![i] === 0 ? b![i]! : a![i]!
    return y
  },
  backward: (_, dy, _y, c) => {
    const zero = zerosLike(dy)
    return [null, where(c, dy, zero), where(c, zero, dy)]
  },
  domain: ([[2, 3], [], [0]] as const).map((shape) => ({
    attrs: {},
    args: [
      { shape, min: 0, max: 1, dtype: 'bool' },
      { shape, min: -3, max: 3 },
      { shape, min: -3, max: 3 },
    ],
  })),
  notation: { text: 'where({0}, {1}, {2})', latex: '\\begin{cases} {1} & {0} \\\\ {2} & \\text{else} \\end{cases}' },
}

interface Where {
  <S extends Shape, D extends DType>(
    c: Tensor<S, 'bool'>,
    a: Tensor<NoInfer<S>, D>,
    b: Tensor<NoInfer<S>, NoInfer<D>> | number,
  ): Tensor<S, D>
  <S extends Shape, D extends DType>(c: Tensor<S, 'bool'>, a: number, b: Tensor<NoInfer<S>, D>): Tensor<S, D>
  <C extends Shape, A extends Shape, B extends Shape, D extends DType>(
    c: Tensor<C, 'bool'>,
    a: Tensor<A, D> & Fits<C, A>,
    b: Tensor<B, NoInfer<D>> & Fits<Broadcast<C, A>, B>,
  ): Tensor<Broadcast<Broadcast<C, A>, B>, D>
}

/** `a` where `c` holds, else `b`, broadcasting. Derivative: the cotangent to the side that was chosen, 0 to the other. */
export const where: Where = ((c: Bool, a: AnyTensor | number, b: AnyTensor | number) =>
  apply(whereOp, noAttrs, ...aligned('where', c, a, b))) as Where
