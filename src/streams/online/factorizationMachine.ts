/** A number, or the probability of one of two classes, from features and all their pairs. */
import { type Key, key as keyOf } from '../../core/key.js'
import { meanSquaredError } from '../../models/losses/regression.js'
import type { BucketState } from './bucketLearner.js'
import { type DescentOptions, descent } from './descent.js'
import type { Features, SparseFeatures } from './features.js'
import { type Label, numberHead, type TwoClasses, twoClassHead } from './head.js'
import { type Hashed, learnerOf } from './learnerOf.js'
import type { NamedState } from './namedLearner.js'
import type { Online } from './online.js'
import { factorizationScorer } from './scorer.js'

export interface FactorizationMachineOptions extends DescentOptions {
  /** Numbers that stand for each feature in pairs, a whole number of at least 1. Default 8. */
  readonly factors?: number
  /** Standard deviation of their first values; above 0. Default 0.1. */
  readonly deviation?: number
  /** What their first values are drawn with. Default `key(0)`. */
  readonly key?: Key
}
interface OfClasses<C extends Label> {
  /** The two labels, that of the score last; labels and predictions go by their names. */
  readonly classes: readonly [negative: C, positive: C]
}
interface FactorizationMachine {
  <const C extends Label>(
    options: FactorizationMachineOptions & OfClasses<C> & Hashed,
  ): Online<BucketState, SparseFeatures, C, TwoClasses<C>>
  <const C extends Label>(
    options: FactorizationMachineOptions & OfClasses<C>,
  ): Online<NamedState, Features, C, TwoClasses<C>>
  (options: FactorizationMachineOptions & Hashed): Online<BucketState, SparseFeatures, number, number>
  (options?: FactorizationMachineOptions): Online<NamedState, Features, number, number>
}

/**
 * Scores `b + Σᵢ wᵢ xᵢ + Σᵢ Σ_{j>i} ⟨vᵢ, vⱼ⟩ xᵢ xⱼ`: weights, and one for each pair of features by what each has learnt in all its
 * pairs, so that pairs never seen together have one too. With `classes` it predicts the probability of the second, `σ` of
 * the score, and descends the cross-entropy; else it predicts the score and descends the squared error. Penalties hold weights
 * and factors. Throws `RangeError` for options out of range, and for labels as the regressions do.
 * Source: Rendle, "Factorization machines" (2010).
 */
export const factorizationMachine: FactorizationMachine = (
  options: FactorizationMachineOptions & Partial<OfClasses<any> & Hashed> = {},
): any => {
  const { factors = 8, deviation = 0.1, key = keyOf(0), classes, intercept = true, buckets } = options
  if (!(Number.isSafeInteger(factors) && factors >= 1))
    throw new RangeError(`factorizationMachine: factors must be a whole number of at least 1, got ${factors}`)
  if (!(deviation > 0 && deviation < Number.POSITIVE_INFINITY))
    throw new RangeError(`factorizationMachine: deviation must be a finite number above 0, got ${deviation}`)
  const owner = 'factorizationMachine'
  const scorer = factorizationScorer(factors, deviation, key, intercept)
  const core =
    classes === undefined
      ? descent(numberHead(owner, meanSquaredError), scorer, options)
      : descent(twoClassHead(owner, classes), scorer, options)
  return learnerOf(core as any, buckets)
}
