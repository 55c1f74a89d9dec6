/** Largest and smallest elements over axes. */
import type { Float } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import { sizeOf } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { cast } from './cast.js'
import { equal } from './compare.js'
import { div } from './div.js'
import { mul } from './mul.js'
import type { OpName } from './names.js'
import { reshape } from './reshape.js'
import {
  broadcastTo,
  type Reduction,
  type ReductionAttrs,
  reducedShape,
  reducing,
  reduction,
  rounded,
  sumOp,
} from './sum.js'

const extremum = (
  name: OpName,
  better: (a: number, b: number) => number,
  worst: number,
): Op<ReductionAttrs, readonly [AnyTensor]> => ({
  name,
  shape: reducedShape,
  forward: ({ axes }, out, [x], [from]) => {
    const best = new Float64Array(sizeOf(out.shape)).fill(worst)
    reducing(from!.shape, axes, (i, at) => {
      best[at] = better(best[at]!, x![i]!)
    })
    return rounded(out.dtype, best)
  },
  backward: ({ axes }, dy, y, x) => {
    const kept = reducedShape({ axes, keep: true }, x)
    const spread = (t: AnyTensor): any => broadcastTo(reshape(t, kept), x.shape)
    const hits: any = cast(equal(x, spread(y)) as AnyTensor, dy.dtype)
    const ties: any = apply(sumOp, { axes, keep: true }, hits)
    return [div(mul(spread(dy), hits), spread(ties))]
  },
  domain: [
    { attrs: { axes: [0, 1], keep: false }, args: [{ shape: [2, 3], min: -3, max: 3 }], distinct: true },
    { attrs: { axes: [1], keep: true }, args: [{ shape: [2, 3, 2], min: -3, max: 3 }], distinct: true },
    { attrs: { axes: [0], keep: false }, args: [{ shape: [1, 3], min: -3, max: 3 }], distinct: true },
    { attrs: { axes: [0, 2], keep: true }, args: [{ shape: [2, 2, 2], min: -3, max: 3 }], distinct: true },
  ],
  notation: { text: `${name}({0})`, latex: `\\${name}\\left({0}\\right)` },
})

export const maxOp = extremum('max', Math.max, Number.NEGATIVE_INFINITY)
export const minOp = extremum('min', Math.min, Number.POSITIVE_INFINITY)

/**
 * The largest element over all axes, or over `axes`; NaN wins, nothing gives -Infinity.
 * Derivative: 1 by the largest, shared evenly where several are equal.
 */
export const max: Reduction<Float | 'i32'> = reduction(maxOp as Op<ReductionAttrs>)
/** The smallest element over all axes, or over `axes`; NaN wins, nothing gives Infinity. Derivative as for `max`. */
export const min: Reduction<Float | 'i32'> = reduction(minOp as Op<ReductionAttrs>)
