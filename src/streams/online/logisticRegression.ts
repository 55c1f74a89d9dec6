/** The probability of one of two classes from features. */
import type { BucketState } from './bucketLearner.js'
import { type DescentOptions, descent } from './descent.js'
import type { Features, SparseFeatures } from './features.js'
import { type Label, type TwoClasses, twoClassHead } from './head.js'
import { type Hashed, learnerOf } from './learnerOf.js'
import type { NamedState } from './namedLearner.js'
import type { Online } from './online.js'
import { linearScorer } from './scorer.js'

export interface LogisticRegressionOptions<C extends Label> extends DescentOptions {
  /** The two labels, that of the score last; labels and predictions go by their names. Default 0 and 1. */
  readonly classes?: readonly [negative: C, positive: C]
}
interface LogisticRegression {
  <const C extends Label = 0 | 1>(
    options: LogisticRegressionOptions<C> & Hashed,
  ): Online<BucketState, SparseFeatures, C, TwoClasses<C>>
  <const C extends Label = 0 | 1>(
    options?: LogisticRegressionOptions<C>,
  ): Online<NamedState, Features, C, TwoClasses<C>>
}

/**
 * Predicts `σ(w·x + b)`, the probability of the second class, and learns by a step down the cross-entropy's gradient
 * `(σ(w·x + b) - y) x` for each record, or a mean step for a batch. Throws `RangeError` for classes of one name, for
 * penalties out of range, and for a label that is neither class.
 *
 * @example logisticRegression({ classes: ['no', 'yes'], optimizer: ftrl({ rate: 0.1, l1: 1e-3 }) })
 */
export const logisticRegression: LogisticRegression = (
  options: LogisticRegressionOptions<any> & Partial<Hashed> = {},
): any => {
  const { classes = [0, 1], intercept = true, buckets } = options
  return learnerOf(descent(twoClassHead('logisticRegression', classes), linearScorer(intercept), options), buckets)
}
