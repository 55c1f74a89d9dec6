/** Lengths of vectors. */
import type { Float } from '../core/dtype.js'
import { type Shape, sizeOf } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { abs } from './abs.js'
import { equal, greater, less } from './compare.js'
import { div } from './div.js'
import { max } from './extremum.js'
import { mul } from './mul.js'
import { pow } from './pow.js'
import { reshape } from './reshape.js'
import { sqrt } from './sqrt.js'
import { stopGradient } from './stopGradient.js'
import { axesOf, type Keep, type Reduction, reducedShape, sum } from './sum.js'
import { where } from './where.js'

/** `(Σ|x|ᵖ)^(1/p)`, on numbers that are divided by the largest before, so that no power overflows. */
const scaled = (x: any, axes: any, p: number): AnyTensor => {
  const top: any = max(abs(x), axes, 'keep')
  // The norm does not depend on what it is scaled by, so nothing is lost by not differentiating it.
  const by: any = stopGradient(where(less(top, Number.POSITIVE_INFINITY), where(greater(top, 0), top, 1), 1))
  const y: any = div(x, by)
  const total: any = sum(p === 2 ? mul(y, y) : (pow(abs(y), p) as any), axes, 'keep')
  const zero: any = equal(total, 0)
  const safe: any = where(zero, 1, total)
  return mul(by, where(zero, 0, p === 2 ? sqrt(safe) : (pow(safe, 1 / p) as any)) as any)
}

/**
 * The `p`-norm `(Σ|x|ᵖ)^(1/p)` over all axes, or over `axes` as in `sum`, for `p` from 1 to `Infinity` (the largest
 * `|x|`). It does not overflow where its result does not. The norm of nothing is 0.
 * Derivative: `sign(x)·(|x|/‖x‖)ᵖ⁻¹`, 0 at 0; among several largest it is shared equally. For `1 < p < 2` the second
 * derivative is not finite where a single number of `x` is 0. Throws `RangeError` for `p` below 1.
 *
 * @example pNorm(1)(x, [-1])
 */
export const pNorm = (p: number): Reduction<Float> => {
  if (!(p >= 1)) throw new RangeError(`pNorm: expected p from 1 to Infinity, got ${p}`)
  return ((x: AnyTensor, some?: readonly number[], keep: Keep = 'drop'): AnyTensor => {
    const axes = axesOf('norm', x.shape, some)
    const nothing = sizeOf(axes.map((a) => x.shape[a]!)) === 0
    if (p === 1 || nothing) return sum(abs(x as any) as any, axes as any, keep) as any
    if (p === Number.POSITIVE_INFINITY) return max(abs(x as any) as any, axes as any, keep) as any
    const shape: Shape = reducedShape({ axes, keep: keep === 'keep' }, x)
    return reshape(scaled(x, axes, p), shape)
  }) as Reduction<Float>
}

/**
 * Euclidean length `√Σx²` over all axes, or over `axes` as in `sum`: `[2, 3] → []`, with `[1]` `[2]`. It does not
 * overflow where its result does not. Derivative: `x/‖x‖`; at 0, where there is none, first and second derivatives are 0.
 */
export const norm: Reduction<Float> = pNorm(2)
