/** Power by a plain number. */
import { allocate, type Float } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { mul } from './mul.js'

type PowAttrs = { readonly exponent: number }

export const powOp: Op<PowAttrs, readonly [AnyTensor]> = {
  name: 'pow',
  shape: (_, x) => x.shape,
  forward: ({ exponent }, out, [x]) => {
    const y = allocate(out.dtype, x!.length)
    for (let i = 0; i < y.length; i++) y[i] = x![i]! ** exponent
    return y
  },
  backward: ({ exponent }, dy, _y, x) =>
    exponent === 0 ? [null] : [mul(dy as never, mul(pow(x as never, exponent - 1), exponent))],
  domain: [
    { attrs: { exponent: 2 }, args: [{ shape: [2, 3], min: -2, max: 2 }] },
    { attrs: { exponent: 3 }, args: [{ shape: [4], min: -2, max: 2 }] },
    { attrs: { exponent: 0 }, args: [{ shape: [3], min: -2, max: 2, away: [0] }] },
    { attrs: { exponent: -1 }, args: [{ shape: [3], min: 0.5, max: 3 }] },
    { attrs: { exponent: 0.5 }, args: [{ shape: [3], min: 0.5, max: 3 }] },
    { attrs: { exponent: 2.5 }, args: [{ shape: [2, 2], min: 0.5, max: 2 }] },
  ],
  notation: ({ exponent }) => ({
    text: `{0}^${exponent}`,
    latex: exponent === 0 ? '{0}^0' : `{0}^{${exponent}}`,
    binds: 4,
    needs: [5],
  }),
}

/** `x^exponent`. Derivative: `exponent · x^(exponent - 1)`. A fractional exponent of a negative number is NaN. */
export const pow = <S extends Shape, D extends Float>(x: Tensor<S, D>, exponent: number): Tensor<S, D> =>
  exponent === 1 ? x : apply(powOp, { exponent }, x)
/** `x²`. */
export const square = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => pow(x, 2)
