/** Gradients no longer than a maximum. */
import { div } from '../../ops/div.js'
import { maximum } from '../../ops/maximum.js'
import { sqrt } from '../../ops/sqrt.js'
import { multiply } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, checkOptions } from '../ranges.js'
import { sumOfSquares } from './globalNorm.js'

/**
 * Step `g · min(1, max / ‖g‖)`, where `‖g‖` is the length of all leaves taken as one vector, computed in f64: what is
 * longer than `max` is shortened to it and keeps its direction, the rest passes bit for bit. Computed as
 * `1 / √max(1, Σ(g/max)²)`, so that zeros stay zeros, also under differentiation. A NaN makes the whole step NaN, an
 * infinity makes itself NaN and the rest 0, as in PyTorch and optax. PyTorch's `clip_grad_norm_` divides by
 * `‖g‖ + 1e-6` and so ends just below `max`.
 *
 * `max` is finite and above 0; else throws `RangeError`.
 * Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks" (2013).
 */
export const clipByGlobalNorm = <P>(max: number): Optimizer<P, null> => {
  checkOptions('clipByGlobalNorm', { max: aboveZero }, { max })
  return {
    init: () => null,
    update: (gradient) => [multiply(div(1, sqrt(maximum(sumOfSquares(gradient, max), 1))), gradient), null],
  }
}
