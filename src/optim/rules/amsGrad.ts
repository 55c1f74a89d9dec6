/** AMSGrad: Adam with rates that never rise. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import { descend } from '../transforms/descend.js'
import { type MaxMoments, scaleByMaxMoments } from '../transforms/scaleByMaxMoments.js'
import { momentsRanges } from '../transforms/scaleByMoments.js'
import type { AdamOptions } from './adam.js'

export type AmsGradState<P> = readonly [moments: MaxMoments<P>, descent: Counted]

/**
 * `m`, `v` as in `adam`, `u ← max(u, v)`, `w ← w - η m̂ / (√û + ε)` with `û = u / (1 - β₂ᵗ)`: what was once seen to be
 * steep is not forgotten, which mends the case where Adam does not converge. Options as for `adam`.
 *
 * As PyTorch's `Adam(amsgrad=True)`. The paper has neither bias correction nor ε; optax's `amsgrad` takes the maximum of
 * the corrected `v̂`, Keras's `Adam(amsgrad=True)` adds ε before the correction. Throws `RangeError` for options out of range.
 * Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond" (2018), algorithm 2.
 */
export const amsGrad = <P = any>(options: AdamOptions = {}): Optimizer<P, AmsGradState<P>> => {
  checkOptions('amsGrad', { rate: rateRange, ...momentsRanges }, { ...options })
  const { rate = 1e-3, ...moments } = options
  return chain(scaleByMaxMoments<P>(moments), descend<P>(rate))
}
