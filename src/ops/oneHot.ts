/** Indicator rows of class indexes. */
import { allocate, type DType } from '../core/dtype.js'
import { DTypeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { type Shape, sizeOf } from '../core/shape.js'
import type { Tensor } from '../core/tensor.js'

type OneHotAttrs = { readonly depth: number; readonly dtype: DType }

export const oneHotOp: Op<OneHotAttrs, readonly [Tensor<Shape, 'i32'>]> = {
  name: 'oneHot',
  shape: ({ depth }, x) => {
    if (x.dtype !== 'i32') throw new DTypeError('oneHot', 'i32 classes', x.dtype)
    return [...x.shape, depth]
  },
  dtype: ({ dtype }) => dtype,
  forward: ({ depth }, out, [x]) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    for (let i = 0; i < x!.length; i++) if (x![i]! >= 0 && x![i]! < depth) y[i * depth + x![i]!] = 1
    return y
  },
  backward: () => [null],
  domain: [
    { attrs: { depth: 4, dtype: 'f64' }, args: [{ shape: [3], min: 0, max: 3, dtype: 'i32' }] },
    { attrs: { depth: 2, dtype: 'f64' }, args: [{ shape: [2, 2], min: -1, max: 2, dtype: 'i32' }] },
  ],
}

/** `[…s] → […s, depth]`: 1 at the class, 0 elsewhere; a row of zeros for a class outside `0 … depth-1`. */
export const oneHot = <S extends Shape, const N extends number, D extends DType = 'f32'>(
  classes: Tensor<S, 'i32'>,
  depth: N,
  dtype: D = 'f32' as D,
): Tensor<readonly [...S, N], NoInfer<D>> => apply(oneHotOp, { depth, dtype }, classes)
