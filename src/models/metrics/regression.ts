/** How far predicted numbers are from true ones. */
import type { Numbers } from '../../core/dtype.js'

export interface RegressionMetrics {
  /** Mean squared error. */
  readonly mse: number
  /** Mean absolute error. */
  readonly mae: number
  /** Coefficient of determination: 1 is perfect, 0 is no better than the mean, NaN where the truth does not vary. */
  readonly r2: number
}

/** Throws `RangeError` for lists of different length. */
export const regressionMetrics = (truth: Numbers, prediction: Numbers): RegressionMetrics => {
  if (truth.length !== prediction.length)
    throw new RangeError(`regressionMetrics: ${truth.length} truths but ${prediction.length} predictions`)
  const n = truth.length
  let [mean, squares, absolutes, spread] = [0, 0, 0, 0]
  let varies = false // a constant truth may differ from its rounded mean
  for (const t of truth) mean += t / n
  for (let i = 0; i < n; i++) {
    const error = prediction[i]! - truth[i]!
    squares += error * error
    absolutes += Math.abs(error)
    spread += (truth[i]! - mean) ** 2
    varies ||= truth[i] !== truth[0]
  }
  return { mse: squares / n, mae: absolutes / n, r2: varies ? 1 - squares / spread : Number.NaN }
}
