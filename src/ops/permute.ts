/** Axes in another order. */
import { allocate, type DType } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { type Dim, type Shape, showShape, stridesOf } from '../core/shape.js'
import type { Permuted } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { odometer } from './sum.js'

type PermuteAttrs = { readonly order: readonly number[] }

export const permuteOp: Op<PermuteAttrs, readonly [AnyTensor]> = {
  name: 'permute',
  shape: ({ order }, x) => {
    if (order.length !== x.shape.length || x.shape.some((_, i) => !order.includes(i)))
      throw new ShapeError('permute', `an order of the axes 0 to ${x.shape.length - 1} of ${showShape(x.shape)}`, order)
    return order.map((a) => x.shape[a]!)
  },
  forward: ({ order }, out, [x], [from]) => {
    const y = allocate(out.dtype, x!.length)
    const strides = stridesOf(from!.shape)
    odometer(
      out.shape,
      order.map((a) => strides[a]!),
      (i, at) => {
        y[i] = x![at]!
      },
    )
    return y
  },
  backward: ({ order }, dy) => [permute(dy, order.map((_, i) => order.indexOf(i)) as readonly number[])],
  domain: [
    { attrs: { order: [1, 0] }, args: [{ shape: [2, 3], min: -3, max: 3 }] },
    { attrs: { order: [2, 0, 1] }, args: [{ shape: [2, 3, 4], min: -3, max: 3 }] },
    { attrs: { order: [1, 0] }, args: [{ shape: [0, 3], min: -3, max: 3 }] },
  ],
  notation: ({ order }) =>
    order.length >= 2 && order.every((a, i) => a === (i < order.length - 2 ? i : 2 * order.length - 3 - i))
      ? { text: '{0}ᵀ', latex: '{0}^{\\top}', binds: 4, needs: [5] }
      : {
          text: `permute({0}, [${order.join(', ')}])`,
          latex: `\\operatorname{permute}_{[${order.join(', ')}]}\\left({0}\\right)`,
        },
}

/** `x` with axis `order[i]` in place `i`: `permute([2, 3, 4], [2, 0, 1]) → [4, 2, 3]`. Derivative: the inverse order. */
export const permute = <S extends Shape, D extends DType, const O extends readonly number[]>(
  x: Tensor<S, D>,
  order: O,
): Tensor<Permuted<S, O>, D> => apply(permuteOp, { order }, x)

interface Transpose {
  <M extends Dim, N extends Dim, D extends DType>(x: Tensor<readonly [M, N], D>): Tensor<readonly [N, M], D>
  <L extends Shape, M extends Dim, N extends Dim, D extends DType>(
    x: Tensor<readonly [...L, M, N], D>,
  ): Tensor<readonly [...L, N, M], D>
}

/** The last two axes exchanged: `[…, m, n] → [… , n, m]`. Throws `ShapeError` for fewer than two axes. */
export const transpose: Transpose = ((x: AnyTensor): any => {
  const rank = x.shape.length
  if (rank < 2) throw new ShapeError('transpose', '[…, m, n]', x.shape)
  return permute(x, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2])
}) as Transpose
