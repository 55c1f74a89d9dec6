/** Arithmetic mean over axes. */
import type { Float } from '../core/dtype.js'
import { sizeOf } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { div } from './div.js'
import { axesOf, type Keep, type Reduction, sum } from './sum.js'

/**
 * Mean over all axes, or over `axes`: `[2, 3] → []`, with `[1]` `[2, 3] → [2]`. The mean of nothing is NaN.
 * Derivative: the cotangent divided by the count, broadcast back.
 */
export const mean: Reduction<Float> = ((x: AnyTensor, axes?: readonly number[], keep: Keep = 'drop') => {
  const over = axesOf('mean', x.shape, axes)
  return div(sum(x as any, over, keep) as any, sizeOf(over.map((a) => x.shape[a]!)))
}) as Reduction<Float>
