/** The probability of one of two classes from features. */
import { gradientDescent } from '../../optim/rules/gradientDescent.js'
import { type DescentOptions, descent } from './descent.js'
import type { Features } from './features.js'
import { type Label, type TwoClasses, twoClassHead } from './head.js'
import { type NamedState, namedLearner } from './namedLearner.js'
import type { Online } from './online.js'
import { linearScorer } from './scorer.js'

export interface LogisticRegressionOptions<C extends Label> extends DescentOptions {
  /** The two labels, that of the probability last; labels and predictions go by their names. Default 0 and 1. */
  readonly classes?: readonly [negative: C, positive: C]
}

/**
 * Predicts `σ(w·x + b)`, the probability of the second class, and learns by a step down the cross-entropy's gradient
 * `(σ(w·x + b) - y) x` for each record, or a mean step for a batch. Throws `RangeError` for classes of one name, for
 * penalties out of range, and for a label that is neither class.
 *
 * @example logisticRegression({ classes: ['no', 'yes'], optimizer: ftrl({ rate: 0.1, l1: 1e-3 }) })
 */
export const logisticRegression = <const C extends Label = 0 | 1>({
  optimizer = gradientDescent({ rate: 0.01 }),
  classes = [0, 1] as unknown as readonly [C, C],
  intercept = true,
  ...penalties
}: LogisticRegressionOptions<C> = {}): Online<NamedState, Features, C, TwoClasses<C>> =>
  namedLearner(descent(twoClassHead('logisticRegression', classes), linearScorer(intercept), optimizer, penalties))
