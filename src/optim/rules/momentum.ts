/** Gradient descent with momentum. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { accumulateMomentum, momentumRanges, type Velocity } from '../transforms/accumulateMomentum.js'
import { descend } from '../transforms/descend.js'

export interface MomentumOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.001. */
  readonly rate?: number | Schedule
  /** What the velocity keeps at each step, μ: from 0 to below 1. Default 0.9. */
  readonly decay?: number
}
export type MomentumState<P> = readonly [momentum: Velocity<P>, descent: Counted]

/**
 * `v ← μ v + g`, `w ← w - η v`. With `μ = 0` gradient descent; gradients that agree add up to `1/(1 - μ)` times the rate.
 *
 * As PyTorch's `SGD(momentum=μ)` without dampening and optax's `sgd(momentum=μ)`. Keras and the paper keep the rate in
 * the velocity, `v ← μ v - η g`: the same while the rate stays, different under a schedule.
 * Throws `RangeError` for options out of range.
 * Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964).
 */
export const momentum = <P = any>(options: MomentumOptions = {}): Optimizer<P, MomentumState<P>> => {
  checkOptions('momentum', { rate: rateRange, ...momentumRanges }, { ...options })
  const { rate = 1e-3, decay = 0.9 } = options
  return chain(accumulateMomentum<P>({ decay }), descend<P>(rate))
}
