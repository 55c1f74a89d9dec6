/** Position of the largest element along an axis. */
import { allocate, type DType } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import { type Shape, sizeOf } from '../core/shape.js'
import type { AxisOf, Reduced } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { axesOf, reducedShape } from './sum.js'

export const argMaxOp: Op<{ readonly axis: number }, readonly [AnyTensor]> = {
  name: 'argMax',
  shape: ({ axis }, x) => reducedShape({ axes: [axis], keep: false }, x),
  dtype: () => 'i32',
  forward: ({ axis }, out, [x], [from]) => {
    const y = allocate('i32', sizeOf(out.shape))
    const count = from!.shape[axis]!
    const inner = sizeOf(from!.shape.slice(axis + 1))
    for (let i = 0; i < y.length; i++) {
      const base = Math.floor(i / inner) * count * inner + (i % inner)
      let best = 0
      for (let j = 1; j < count; j++) {
        const v = x![base + j * inner]!
        const top = x![base + best * inner]!
        if (v > top || (Number.isNaN(v) && !Number.isNaN(top))) best = j
      }
      y[i] = best
    }
    return y
  },
  backward: () => [null],
  domain: [
    { attrs: { axis: 1 }, args: [{ shape: [2, 3], min: -3, max: 3 }], distinct: true },
    { attrs: { axis: 0 }, args: [{ shape: [3, 2], min: -3, max: 3 }], distinct: true },
  ],
}

/** Index of the largest element along `axis` (default the last), the first where several are equal; NaN wins. */
export const argMax = <S extends Shape, const A extends AxisOf<S> = -1 & AxisOf<S>>(
  x: Tensor<S, DType>,
  axis: A = -1 as A,
): Tensor<Reduced<S, A, false>, 'i32'> => apply(argMaxOp, { axis: axesOf('argMax', x.shape, [axis])[0]! }, x)
