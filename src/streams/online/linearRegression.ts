/** A number from features, by a weighted sum. */
import type { Loss } from '../../models/losses/loss.js'
import { meanSquaredError } from '../../models/losses/regression.js'
import type { BucketState } from './bucketLearner.js'
import { type DescentOptions, descent } from './descent.js'
import type { Features, SparseFeatures } from './features.js'
import { numberHead } from './head.js'
import { type Hashed, learnerOf } from './learnerOf.js'
import type { NamedState } from './namedLearner.js'
import type { Online } from './online.js'
import { linearScorer } from './scorer.js'

export interface LinearRegressionOptions extends DescentOptions {
  /** What is descended: `huber`, `meanAbsoluteError`. Default `meanSquaredError`, whose gradient is `2 (w·x + b - y) x`. */
  readonly loss?: Loss
}
interface LinearRegression {
  (options: LinearRegressionOptions & Hashed): Online<BucketState, SparseFeatures, number, number>
  (options?: LinearRegressionOptions): Online<NamedState, Features, number, number>
}

/**
 * Predicts `w·x + b` of features `x`, and learns by a step down the loss's gradient for each record, or a mean step for a
 * batch. Throws `RangeError` for penalties out of range, and for a label that is not finite.
 * Source: Widrow and Hoff, "Adaptive switching circuits" (1960).
 */
export const linearRegression: LinearRegression = (options: LinearRegressionOptions & Partial<Hashed> = {}): any => {
  const { loss = meanSquaredError, intercept = true, buckets } = options
  return learnerOf(descent(numberHead('linearRegression', loss), linearScorer(intercept), options), buckets)
}
