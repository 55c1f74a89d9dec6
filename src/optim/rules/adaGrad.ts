/** AdaGrad. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'
import { descend } from '../transforms/descend.js'
import {
  type AccumulatedSquares,
  type AccumulatedSquaresOptions,
  accumulatedSquaresRanges,
  scaleByAccumulatedSquares,
} from '../transforms/scaleByAccumulatedSquares.js'

/** Also `initial` (at least 0, default 0) and `epsilon` (above 0, default 1e-10). */
export interface AdaGradOptions extends AccumulatedSquaresOptions {
  /** Learning rate η: at least 0, or a schedule. Default 0.01. */
  readonly rate?: number | Schedule
}
export type AdaGradState<P> = readonly [squares: AccumulatedSquares<P>, descent: Counted]

/**
 * `s ← s + g²`, `w ← w - η g / (√s + ε)`: each parameter has a rate of its own, which only falls. Steps are at most η.
 * Known problem: on long runs the rate dies away.
 *
 * As PyTorch's `Adagrad`. Keras and optax put ε under the root, `g / √(s + ε)`, with `s` starting at 0.1 and ε 1e-7.
 * Throws `RangeError` for options out of range.
 * Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (2011).
 */
export const adaGrad = <P = any>(options: AdaGradOptions = {}): Optimizer<P, AdaGradState<P>> => {
  checkOptions('adaGrad', { rate: rateRange, ...accumulatedSquaresRanges }, { ...options })
  const { rate = 0.01, ...squares } = options
  return chain(scaleByAccumulatedSquares<P>(squares), descend<P>(rate))
}
