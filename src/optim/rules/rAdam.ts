/** Rectified Adam. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import { descend } from '../transforms/descend.js'
import { type Moments, momentsRanges } from '../transforms/scaleByMoments.js'
import { scaleByRectifiedMoments } from '../transforms/scaleByRectifiedMoments.js'
import type { AdamOptions } from './adam.js'

export type RAdamState<P> = readonly [moments: Moments<P>, descent: Counted]

/**
 * Momentum, `w ← w - η m̂`, for the first steps (five by default), then Adam times a factor `r` that rises to 1, as the
 * root mean square comes to rest on enough steps: a warm-up that needs no tuning. See `scaleByRectifiedMoments` for `r`.
 * Options as for `adam`. The first steps are not bounded by η: they are as large as the gradients.
 *
 * As PyTorch's `RAdam`, which adds ε to the uncorrected `√v`: `η r m̂ √(1 - β₂ᵗ) / (√v + ε)`. optax's `radam` adds it to
 * `√v̂`, like `adam`. Throws `RangeError` for options out of range.
 * Source: Liu et al., "On the variance of the adaptive learning rate and beyond" (2020), algorithm 2.
 */
export const rAdam = <P = any>(options: AdamOptions = {}): Optimizer<P, RAdamState<P>> => {
  checkOptions('rAdam', { rate: rateRange, ...momentsRanges }, { ...options })
  const { rate = 1e-3, ...moments } = options
  return chain(scaleByRectifiedMoments<P>(moments), descend<P>(rate))
}
