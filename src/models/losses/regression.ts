/** Losses of numbers: mean squared error, mean absolute error, Huber. */
import { abs } from '../../ops/abs.js'
import { lessEqual } from '../../ops/compare.js'
import { mul } from '../../ops/mul.js'
import { square } from '../../ops/pow.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { elementLoss, type Loss } from './loss.js'

/** `(p - t)²`, averaged over the axes of an example. Gradient `2(p - t)`: far points pull hardest. */
export const meanSquaredError: Loss = elementLoss('meanSquaredError', (p, t) => square(sub(p, t)))

/** `|p - t|`, averaged over the axes of an example. Gradient ±1, 0 at the truth: outliers pull like any other point. */
export const meanAbsoluteError: Loss = elementLoss('meanAbsoluteError', (p, t) => abs(sub(p, t)))

/**
 * `½(p - t)²` within `delta` of the truth, `delta·(|p - t| - ½·delta)` beyond: squared near, absolute far.
 * Throws `RangeError` unless `delta` is above 0 (default 1). Source: Huber 1964.
 */
export const huber = ({ delta = 1 }: { readonly delta?: number } = {}): Loss => {
  if (!(delta > 0)) throw new RangeError(`huber: delta must be above 0, got ${delta}`)
  return elementLoss('huber', (p, t) => {
    const error: any = sub(p, t)
    const size: any = abs(error)
    return where(lessEqual(size, delta), mul(square(error) as any, 0.5), mul(sub(size, delta / 2), delta)) as any
  })
}
