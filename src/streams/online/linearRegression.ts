/** A number from features, by a weighted sum. */

import type { Loss } from '../../models/losses/loss.js'
import { meanSquaredError } from '../../models/losses/regression.js'
import { gradientDescent } from '../../optim/rules/gradientDescent.js'
import { type DescentOptions, descent } from './descent.js'
import type { Features } from './features.js'
import { numberHead } from './head.js'
import { type NamedState, namedLearner } from './namedLearner.js'
import type { Online } from './online.js'
import { linearScorer } from './scorer.js'

export interface LinearRegressionOptions extends DescentOptions {
  /** What is descended; `huber()`, `quantile(0.9)`. Default `meanSquaredError`, whose gradient is `2 (w·x + b - y) x`. */
  readonly loss?: Loss
}

/**
 * Predicts `w·x + b` of features `x`, and learns by a step down the loss's gradient for each record, or a mean step for a
 * batch. Throws `RangeError` for penalties out of range, and for a label that is not finite.
 * Source: Widrow and Hoff, "Adaptive switching circuits" (1960).
 */
export const linearRegression = ({
  optimizer = gradientDescent({ rate: 0.01 }),
  loss = meanSquaredError,
  intercept = true,
  ...penalties
}: LinearRegressionOptions = {}): Online<NamedState, Features, number, number> =>
  namedLearner(descent(numberHead('linearRegression', loss), linearScorer(intercept), optimizer, penalties))
