/** Nesterov's accelerated gradient. */
import { chain } from '../chain.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import { accumulateMomentum, momentumRanges } from '../transforms/accumulateMomentum.js'
import { descend } from '../transforms/descend.js'
import type { MomentumOptions, MomentumState } from './momentum.js'

/**
 * `v ← μ v + g`, `w ← w - η (g + μ v)`: momentum that looks one step ahead. Rate η default 0.001, decay μ from 0 to below
 * 1, default 0.9. With `μ = 0` gradient descent.
 *
 * As PyTorch's `SGD(nesterov=True)` and optax's `sgd(nesterov=True)`; Keras keeps the rate in the velocity, which is
 * the same while the rate stays. The parameters are those looked ahead to, as in Bengio et al., "Advances in optimizing
 * recurrent networks" (2013).
 * Throws `RangeError` for options out of range.
 * Source: Nesterov (1983); Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).
 */
export const nesterov = <P = any>(options: MomentumOptions = {}): Optimizer<P, MomentumState<P>> => {
  checkOptions('nesterov', { rate: rateRange, ...momentumRanges }, { ...options })
  const { rate = 1e-3, decay = 0.9 } = options
  return chain(accumulateMomentum<P>({ decay, nesterov: true }), descend<P>(rate))
}
