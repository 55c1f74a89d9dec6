/** Running sums and products along an axis. */
import { allocate, type Float } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AxisOf } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { mul } from './mul.js'
import type { OpName } from './names.js'
import { lines, recurrenceOp, shifted } from './recurrence.js'
import { axesOf } from './sum.js'

type ScanAttrs = { readonly axis: number; readonly reverse: boolean; readonly exclusive: boolean }

const scan = (
  name: OpName,
  first: number,
  join: (sum: number, x: number) => number,
  backward: (attrs: ScanAttrs, dy: AnyTensor, x: AnyTensor) => AnyTensor,
): Op<ScanAttrs, readonly [AnyTensor]> => ({
  name,
  shape: (_, x) => x.shape,
  forward: ({ axis, reverse, exclusive }, out, [x]) => {
    const y = allocate(out.dtype, x!.length)
    let sum = first // rounded only where it is stored
    lines(out.shape, axis, reverse, (at, start) => {
      const before = start ? first : sum
      sum = join(before, x![at]!)
      y[at] = exclusive ? before : sum
    })
    return y
  },
  backward: (attrs, dy, _y, x) => [backward(attrs, dy, x)],
  domain: [
    { attrs: { axis: 0, reverse: false, exclusive: false }, args: [{ shape: [4], min: -2, max: 2 }] },
    { attrs: { axis: 1, reverse: true, exclusive: false }, args: [{ shape: [2, 3, 2], min: -2, max: 2 }] },
    { attrs: { axis: 0, reverse: false, exclusive: true }, args: [{ shape: [3, 2], min: -2, max: 2 }] },
    { attrs: { axis: 0, reverse: true, exclusive: true }, args: [{ shape: [3], min: -2, max: 2 }] },
    { attrs: { axis: 1, reverse: false, exclusive: false }, args: [{ shape: [2, 0], min: -2, max: 2 }] },
  ],
})

export const cumSumOp = scan(
  'cumSum',
  0,
  (sum, x) => sum + x,
  (attrs, dy) => apply(cumSumOp, { ...attrs, reverse: !attrs.reverse }, dy),
)
// The product before an element, times what the elements after it make of the cotangent: no division, so right at zeros.
export const cumProdOp = scan(
  'cumProd',
  1,
  (product, x) => product * x,
  ({ axis, reverse, exclusive }, dy, x) => {
    const before: AnyTensor = apply(cumProdOp, { axis, reverse, exclusive: true }, x)
    const next = (t: AnyTensor): AnyTensor => shifted(t, axis, !reverse)
    const after: AnyTensor = apply(recurrenceOp, { axis, reverse: !reverse }, next(x), exclusive ? next(dy) : dy)
    return mul(before as never, after as never)
  },
)

export interface ScanOptions {
  /** From the last element to the first. Default false. */
  readonly reverse?: boolean
  /** Without the element itself: the first is 0 in a sum, 1 in a product. Default false. */
  readonly exclusive?: boolean
}
const along =
  (op: Op<ScanAttrs>) =>
  (x: AnyTensor, axis = -1, { reverse = false, exclusive = false }: ScanOptions = {}): any =>
    apply(op, { axis: axesOf(op.name, x.shape, [axis])[0]!, reverse, exclusive }, x)

/**
 * `yᵢ = x₀ + … + xᵢ` along `axis` (default the last). Accumulates in f64, i32 wraps. Derivative: the running sum of the
 * cotangent from the other end.
 */
export const cumSum: <S extends Shape, D extends Float | 'i32', const A extends AxisOf<S> = -1 & AxisOf<S>>(
  x: Tensor<S, D>,
  axis?: A,
  options?: ScanOptions,
) => Tensor<S, D> = along(cumSumOp as Op<ScanAttrs>)
/**
 * `yᵢ = x₀ · … · xᵢ` along `axis` (default the last). Accumulates in f64. Derivative: `∂yᵢ/∂xⱼ` is the product of all but
 * `xⱼ`, right where elements are 0.
 */
export const cumProd: <S extends Shape, D extends Float, const A extends AxisOf<S> = -1 & AxisOf<S>>(
  x: Tensor<S, D>,
  axis?: A,
  options?: ScanOptions,
) => Tensor<S, D> = along(cumProdOp as Op<ScanAttrs>)
