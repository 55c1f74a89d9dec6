/** Probabilities of several classes from features. */
import type { BucketState } from './bucketLearner.js'
import { type DescentOptions, descent } from './descent.js'
import type { Features, SparseFeatures } from './features.js'
import { type Classes, classesHead, type Label } from './head.js'
import { type Hashed, learnerOf } from './learnerOf.js'
import type { NamedState } from './namedLearner.js'
import type { Online } from './online.js'
import { linearScorer } from './scorer.js'

export interface SoftmaxRegressionOptions extends DescentOptions {
  /** Classes known before they come; others are added as they come. Default none. */
  readonly classes?: readonly Label[]
}
interface SoftmaxRegression {
  (options: SoftmaxRegressionOptions & Hashed): Online<BucketState, SparseFeatures, Label, Classes>
  (options?: SoftmaxRegressionOptions): Online<NamedState, Features, Label, Classes>
}

/**
 * Predicts `softmax(Wx + b)`, a probability for each class seen, by its name; of nothing seen, none. A new class begins with
 * weights of 0. Learns by a step down the cross-entropy's gradient `(p - y) xᵀ` for each record, or a mean step for a batch.
 * Throws `RangeError` for classes of one name and for penalties out of range.
 */
export const softmaxRegression: SoftmaxRegression = (options: SoftmaxRegressionOptions & Partial<Hashed> = {}): any => {
  const { classes = [], intercept = true, buckets } = options
  return learnerOf(descent(classesHead('softmaxRegression', classes), linearScorer(intercept), options), buckets)
}
