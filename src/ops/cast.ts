/** Conversion between element types. */
import { allocate, type DType, dataFrom, isFloat } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'

export const castOp: Op<{ readonly dtype: DType }, readonly [AnyTensor]> = {
  name: 'cast',
  shape: (_, x) => x.shape,
  dtype: ({ dtype }) => dtype,
  forward: (_, { dtype }, [x]) => {
    if (dtype !== 'i32') return dataFrom(dtype, x!)
    const y = allocate('i32', x!.length)
    for (let i = 0; i < y.length; i++) y[i] = Math.min(Math.max(Math.trunc(x![i]!), -2147483648), 2147483647)
    return y
  },
  backward: ({ dtype }, dy, _y, x) => [isFloat(dtype) && isFloat(x.dtype) ? cast(dy, x.dtype) : null],
  domain: [
    { attrs: { dtype: 'f64' }, args: [{ shape: [2, 3], min: -3, max: 3 }] },
    { attrs: { dtype: 'i32' }, args: [{ shape: [2, 3], min: -3, max: 3, away: [-3, -2, -1, 0, 1, 2, 3] }] },
    { attrs: { dtype: 'bool' }, args: [{ shape: [4], min: -3, max: 3, away: [0] }] },
    { attrs: { dtype: 'f64' }, args: [{ shape: [4], min: 0, max: 1, dtype: 'bool' }] },
    { attrs: { dtype: 'f64' }, args: [{ shape: [4], min: -9, max: 9, dtype: 'i32' }] },
  ],
  notation: { text: '{0}', latex: '{0}', binds: 5 },
}

/**
 * `x` in another element type. To `i32` truncates towards 0 and saturates (NaN gives 0); to `bool` is `x ≠ 0`.
 * Derivative: 1 between floating types, else 0.
 */
export const cast = <S extends Shape, D extends DType>(x: Tensor<S, DType>, dtype: D): Tensor<S, D> =>
  (x.dtype as DType) === dtype ? (x as Tensor<S, DType> as Tensor<S, D>) : apply(castOp, { dtype }, x)
