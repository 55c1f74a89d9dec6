/** How far predicted numbers are from true ones. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import type { Numbers } from '../../core/dtype.js'
import { checkLengths, type Metric } from './metric.js'

export interface RegressionMetrics {
  /** Mean squared error. */
  readonly mse: number
  /** Mean absolute error. */
  readonly mae: number
  /** Coefficient of determination: 1 is perfect, 0 is no better than the mean, NaN where the truth does not vary. */
  readonly r2: number
}

/** What of some examples is enough to know all of these: constant memory. */
export interface RegressionState {
  readonly count: number
  /** Sums of squared and of absolute errors. */
  readonly squares: number
  readonly absolutes: number
  /** Of the truth: its mean, the sum of squares about it, its least and greatest. */
  readonly mean: number
  readonly spread: number
  readonly least: number
  readonly greatest: number
}

/**
 * Merges about the means, so that nothing cancels where the truth is far from 0:
 * `spread = spread₁ + spread₂ + (mean₂ - mean₁)²·n₁·n₂/n`. Source: Chan, Golub and LeVeque 1979.
 */
export const regressionMonoid: Monoid<RegressionState> = {
  empty: {
    count: 0,
    squares: 0,
    absolutes: 0,
    mean: 0,
    spread: 0,
    least: Number.POSITIVE_INFINITY,
    greatest: Number.NEGATIVE_INFINITY,
  },
  concat: (a, b) => {
    if (a.count === 0) return b
    if (b.count === 0) return a
    const count = a.count + b.count
    const apart = b.mean - a.mean
    return {
      count,
      squares: a.squares + b.squares,
      absolutes: a.absolutes + b.absolutes,
      mean: a.mean + apart * (b.count / count),
      spread: a.spread + b.spread + apart * apart * ((a.count * b.count) / count),
      least: Math.min(a.least, b.least),
      greatest: Math.max(a.greatest, b.greatest),
    }
  },
}

const regressionState = (truth: Numbers, prediction: Numbers): RegressionState => {
  checkLengths('regressionMetrics', truth, prediction)
  const count = truth.length
  let [mean, squares, absolutes, spread] = [0, 0, 0, 0]
  let { least, greatest } = regressionMonoid.empty
  for (const t of truth) mean += t / count
  for (let i = 0; i < count; i++) {
    const error = prediction[i]! - truth[i]!
    squares += error * error
    absolutes += Math.abs(error)
    spread += (truth[i]! - mean) ** 2
    least = Math.min(least, truth[i]!)
    greatest = Math.max(greatest, truth[i]!)
  }
  return { count, squares, absolutes, mean, spread, least, greatest }
}

/** A constant truth may differ from its rounded mean, so what tells it is that its least is its greatest. */
const valuesOf = ({ count, squares, absolutes, spread, least, greatest }: RegressionState): RegressionMetrics => ({
  mse: squares / count,
  mae: absolutes / count,
  r2: least < greatest ? 1 - squares / spread : Number.NaN,
})

/** One of the metrics of predicted numbers, as it streams. */
export const regressionMetric = (name: keyof RegressionMetrics): Metric<RegressionState> => ({
  ...regressionMonoid,
  of: regressionState,
  weigh: (state, weight) => ({
    ...state,
    count: state.count * weight,
    squares: state.squares * weight,
    absolutes: state.absolutes * weight,
    spread: state.spread * weight,
  }),
  value: (state) => valuesOf(state)[name],
})

/** All of them at once. Throws `RangeError` for lists of different length. */
export const regressionMetrics = (truth: Numbers, prediction: Numbers): RegressionMetrics =>
  valuesOf(regressionState(truth, prediction))
