/** The same numbers under another shape. */
import type { DType } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { isShape, type Shape, sameShape, showShape, sizeOf } from '../core/shape.js'
import type { Tensor } from '../core/tensor.js'

export const reshapeOp: Op<{ readonly shape: Shape }> = {
  name: 'reshape',
  shape: ({ shape }, x) => {
    if (!isShape(shape)) throw new ShapeError('reshape', 'sizes that are whole numbers of at least 0', shape)
    if (sizeOf(shape) !== sizeOf(x.shape))
      throw new ShapeError('reshape', `a shape of ${sizeOf(shape)} elements for ${showShape(shape)}`, x.shape)
    return shape
  },
  forward: (_, _out, [x]) => x!,
  backward: (_, dy, _y, x) => [reshape(dy, x.shape)],
  domain: [
    { attrs: { shape: [3, 2] }, args: [{ shape: [2, 3], min: -3, max: 3 }] },
    { attrs: { shape: [] }, args: [{ shape: [1, 1], min: -3, max: 3 }] },
    { attrs: { shape: [4, 0] }, args: [{ shape: [0], min: -3, max: 3 }] },
  ],
  notation: { text: '{0}', latex: '{0}', binds: 5 },
}

/**
 * The numbers of `x` in row-major order under `shape`, which has as many elements.
 * Throws `ShapeError` where it has not.
 *
 * @example reshape(literal([2, 3], [1, 2, 3, 4, 5, 6]), [3, 2])
 */
export const reshape = <const S extends Shape, D extends DType>(x: Tensor<Shape, D>, shape: S): Tensor<S, D> =>
  sameShape(x.shape, shape) ? (x as Tensor<Shape, D> as Tensor<S, D>) : apply(reshapeOp, { shape }, x)
