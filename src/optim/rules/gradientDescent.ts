/** Gradient descent. */
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { descend } from '../transforms/descend.js'

export interface GradientDescentOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.001. */
  readonly rate?: number | Schedule
}

/**
 * `w ← w - η g`. With gradients of single batches this is stochastic gradient descent.
 *
 * On a quadratic of curvature `L` it descends for `η < 1/L`, oscillates into the minimum from there to `2/L` and
 * diverges above. PyTorch's `SGD`, optax's `sgd` and Keras's `SGD` (whose default rate is 0.01) agree.
 * Throws `RangeError` for a rate out of range.
 * Source: Cauchy (1847); Robbins and Monro, "A stochastic approximation method" (1951).
 */
export const gradientDescent = <P = any>(options: GradientDescentOptions = {}): Optimizer<P, Counted> => {
  checkOptions('gradientDescent', { rate: rateRange }, { ...options })
  return descend(options.rate ?? 1e-3)
}
