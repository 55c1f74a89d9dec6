/** Losses of numbers: squared, absolute, Huber, log-cosh, quantile, Poisson. */
import { abs } from '../../ops/abs.js'
import { softplus } from '../../ops/activations/softplus.js'
import { add } from '../../ops/add.js'
import { greater, lessEqual } from '../../ops/compare.js'
import { exp } from '../../ops/exp.js'
import { log } from '../../ops/log.js'
import { mul } from '../../ops/mul.js'
import { square } from '../../ops/pow.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { checkOption, elementLoss, type Loss } from './loss.js'

/** `(p - t)²`, averaged over the axes of an example. Gradient `2(p - t)`: far points pull hardest. */
export const meanSquaredError: Loss = elementLoss('meanSquaredError', (p, t) => square(sub(p, t)))

/** `|p - t|`, averaged over the axes of an example. Gradient ±1, 0 at the truth: outliers pull like any other point. */
export const meanAbsoluteError: Loss = elementLoss('meanAbsoluteError', (p, t) => abs(sub(p, t)))

/**
 * `½(p - t)²` within `delta` of the truth, `delta·(|p - t| - ½·delta)` beyond: squared near, absolute far.
 * Throws `RangeError` unless `delta` is above 0 (default 1). Source: Huber 1964.
 */
export const huber = ({ delta = 1 }: { readonly delta?: number } = {}): Loss => {
  checkOption('huber', 'delta', delta > 0, 'above 0', delta)
  return elementLoss('huber', (p, t) => {
    const error: any = sub(p, t)
    const size: any = abs(error)
    return where(lessEqual(size, delta), mul(square(error) as any, 0.5), mul(sub(size, delta / 2), delta)) as any
  })
}

/**
 * `ln cosh(p - t)`, averaged over the axes of an example: squared near, absolute far, smooth everywhere.
 * Gradient `tanh(p - t)`. Written `softplus(-2e) + e - ln 2`, so that nothing overflows.
 */
export const logCosh: Loss = elementLoss('logCosh', (p, t) => {
  const error: any = sub(p, t)
  return sub(add(softplus(mul(error, -2) as any) as any, error) as any, Math.LN2)
})

/**
 * `max(q·(t - p), (q - 1)·(t - p))`, averaged over the axes of an example: least at the `quantile` q of the targets (default
 * 0.5, the median). Gradient `-q` below the truth, `1 - q` above, `1/2 - q` at it. Throws `RangeError` unless the quantile lies
 * between 0 and 1. Source: Koenker and Bassett 1978.
 */
export const quantile = ({ quantile: q = 0.5 }: { readonly quantile?: number } = {}): Loss => {
  checkOption('quantile', 'quantile', q > 0 && q < 1, 'between 0 and 1', q)
  return elementLoss('quantile', (p, t) => {
    const error: any = sub(t, p)
    return add(mul(abs(error) as any, 0.5), mul(error, q - 0.5))
  })
}

/**
 * Of predicted logarithms of rates and counts `t` of at least 0: `eᵖ - t·p - t + t·ln t`, averaged over the axes of an
 * example. That is half the Poisson deviance, the negative log-likelihood less its least value: 0 where `eᵖ = t`.
 * Gradient `eᵖ - t`. Overflows where `p` does (above 88 in f32).
 */
export const poisson: Loss = elementLoss('poisson', (p, t) => {
  const logarithm: any = log(where(greater(t, 0), t, 1) as any)
  return add(sub(exp(p), mul(t, p)) as any, mul(t, sub(logarithm, 1)) as any)
})
