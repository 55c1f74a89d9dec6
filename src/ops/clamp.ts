/** Limits on both sides. */
import { allocate, type Float } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { cast } from './cast.js'
import { equal } from './compare.js'
import { mul } from './mul.js'

type ClampAttrs = { readonly min: number; readonly max: number }

export const clampOp: Op<ClampAttrs, readonly [AnyTensor]> = {
  name: 'clamp',
  shape: (_, x) => x.shape,
  forward: ({ min, max }, out, [x]) => {
    const y = allocate(out.dtype, x!.length)
    for (let i = 0; i < y.length; i++) y[i] = Math.min(Math.max(x![i]!, min), max)
    return y
  },
  backward: (_, dy, y, x) => [mul(dy as never, cast(equal(x as never, y as never), dy.dtype) as never)],
  domain: [
    { attrs: { min: -1, max: 2 }, args: [{ shape: [2, 4], min: -3, max: 3, away: [-1, 2] }] },
    { attrs: { min: 0, max: 1 }, args: [{ shape: [5], min: -3, max: 3, away: [0, 1] }] },
  ],
  notation: ({ min, max }) => ({
    text: `clamp({0}, ${min}, ${max})`,
    latex: `\\operatorname{clamp}_{[${min}, ${max}]}\\left({0}\\right)`,
  }),
}

/** `x` limited to `[min, max]`; NaN stays. Derivative: 1 from `min` to `max`, ends included, 0 outside. */
export const clamp = <S extends Shape, D extends Float>(x: Tensor<S, D>, min: number, max: number): Tensor<S, D> =>
  apply(clampOp, { min, max }, x)
