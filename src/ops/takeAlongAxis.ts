/** Elements chosen by position along an axis, and elements added there: each is the other's derivative. */
import { allocate, type Data, type DType } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op, type Spec } from '../core/op.js'
import { type Shape, sizeOf } from '../core/shape.js'
import type { AxisOf } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { axesOf, rounded } from './sum.js'

type Positions<S extends Shape = Shape> = Tensor<S, 'i32'>

const check = (op: string, axis: number, x: Spec, at: Spec): void => {
  if (at.dtype !== 'i32') throw new DTypeError(op, 'i32 positions', at.dtype)
  if (at.shape.length !== x.shape.length || x.shape.some((d, i) => i !== axis && at.shape[i] !== d))
    throw new ShapeError(op, `shapes equal but for axis ${axis}`, x.shape, at.shape)
}
/** Visits every position beside the place in a tensor of `size` along the axis. Throws `RangeError` for one outside. */
const visit = (
  op: string,
  axis: number,
  positions: Data,
  shape: Shape,
  size: number,
  use: (i: number, at: number) => void,
): void => {
  const inner = sizeOf(shape.slice(axis + 1))
  const line = shape[axis]! * inner
  for (let i = 0; i < positions.length; i++) {
    const p = positions[i]!
    if (p < 0 || p >= size) throw new RangeError(`${op}: position ${p} at ${i} is not in 0 to ${size - 1}`)
    use(i, (Math.floor(i / line) * size + p) * inner + (i % inner))
  }
}

export const takeAlongAxisOp: Op<{ readonly axis: number }, readonly [AnyTensor, Positions]> = {
  name: 'takeAlongAxis',
  shape: ({ axis }, x, at) => {
    check('takeAlongAxis', axis, x, at)
    return at.shape
  },
  forward: ({ axis }, out, [x, at], [from]) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    visit('takeAlongAxis', axis, at!, out.shape, from!.shape[axis]!, (i, j) => {
      y[i] = x![j]!
    })
    return y
  },
  backward: ({ axis }, dy, _y, x, at) => [apply(addAlongAxisOp, { axis, size: x.shape[axis]! }, dy, at), null],
  domain: [
    {
      attrs: { axis: 0 },
      args: [
        { shape: [3], min: -3, max: 3 },
        { shape: [4], min: 0, max: 2, dtype: 'i32' },
      ],
    },
    {
      attrs: { axis: 1 },
      args: [
        { shape: [2, 3, 2], min: -3, max: 3 },
        { shape: [2, 2, 2], min: 0, max: 2, dtype: 'i32' },
      ],
    },
  ],
}

/** Zeros to which each element of `x` is added at its position along an axis: the adjoint of `takeAlongAxis`. */
export const addAlongAxisOp: Op<{ readonly axis: number; readonly size: number }, readonly [AnyTensor, Positions]> = {
  name: 'addAlongAxis',
  shape: ({ axis, size }, x, at) => {
    check('addAlongAxis', axis, x, at)
    if (x.shape[axis] !== at.shape[axis]) throw new ShapeError('addAlongAxis', 'two equal shapes', x.shape, at.shape)
    return x.shape.map((d, i) => (i === axis ? size : d))
  },
  forward: ({ axis, size }, out, [x, at], [from]) => {
    const y = new Float64Array(sizeOf(out.shape))
    visit('addAlongAxis', axis, at!, from!.shape, size, (i, j) => {
      y[j]! += x![i]!
    })
    return rounded(out.dtype, y)
  },
  backward: ({ axis }, dy, _y, _x, at) => [apply(takeAlongAxisOp, { axis }, dy, at), null],
  domain: [
    {
      attrs: { axis: 0, size: 3 },
      args: [
        { shape: [4], min: -3, max: 3 },
        { shape: [4], min: 0, max: 2, dtype: 'i32' },
      ],
    },
    {
      attrs: { axis: 1, size: 2 },
      args: [
        { shape: [2, 3, 2], min: -3, max: 3 },
        { shape: [2, 3, 2], min: 0, max: 1, dtype: 'i32' },
      ],
    },
  ],
}

/**
 * The element of each line of `x` along `axis` (default the last) at each position: `y[i, j] = x[i, positions[i, j]]`
 * for the last axis. Shapes are equal but for that axis. Derivative: the cotangent added at the positions. Reading
 * throws `RangeError` for a position outside.
 */
export const takeAlongAxis = <S extends Shape, D extends DType, P extends Shape>(
  x: Tensor<S, D>,
  positions: Positions<P>,
  axis: AxisOf<S> = -1 as AxisOf<S>,
): Tensor<P, D> =>
  apply(takeAlongAxisOp, { axis: axesOf('takeAlongAxis', x.shape, [axis as number])[0]! }, x, positions)
