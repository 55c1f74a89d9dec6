/** RMSProp, centred. */
import { chain } from '../chain.js'
import type { Counted } from '../counter.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, rateRange } from '../ranges.js'
import { descend } from '../transforms/descend.js'
import { type MeanAndSquare, scaleByDeviation } from '../transforms/scaleByDeviation.js'
import { rmsRanges } from '../transforms/scaleByRms.js'
import type { RmsPropOptions } from './rmsProp.js'

export type RmsPropCentredState<P> = readonly [deviation: MeanAndSquare<P>, descent: Counted]

/**
 * `v ← α v + (1 - α) g²`, `m ← α m + (1 - α) g`, `w ← w - η g / (√(v - m²) + ε)`: like `rmsProp`, with the same options,
 * but over the variance. Gradients that stay the same have none, so under them its steps grow up to `η g/ε`.
 *
 * As PyTorch's `RMSprop(centered=True)`, which yields NaN where rounding makes `v - m²` negative; here that is 0. Keras and
 * optax have ε under the root. Throws `RangeError` for options out of range.
 * Source: Graves, "Generating sequences with recurrent neural networks" (2013), section 4.2.
 */
export const rmsPropCentred = <P = any>(options: RmsPropOptions = {}): Optimizer<P, RmsPropCentredState<P>> => {
  checkOptions('rmsPropCentred', { rate: rateRange, ...rmsRanges }, { ...options })
  const { rate = 0.01, ...rms } = options
  return chain(scaleByDeviation<P>(rms), descend<P>(rate))
}
