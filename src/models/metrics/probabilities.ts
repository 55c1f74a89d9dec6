/** Metrics of predicted probabilities (or other scores) of all classes: `k` numbers for each true class. */
import { positive } from '../../core/positive.js'
import { type Average, averaged, checkLengths, type Metric } from './metric.js'

/**
 * Share of examples whose true class is among the `k` largest of their `classes` scores, 0 to 1; of equal scores the earlier
 * class counts as larger. Throws `RangeError` unless `k` is a whole number from 1 to the number of classes.
 */
export const topKAccuracy = ({ k, classes }: { readonly k: number; readonly classes: number }): Metric<Average> => {
  if (!Number.isInteger(k) || k < 1 || k > classes)
    throw new RangeError(`topKAccuracy: k must be a whole number from 1 to ${classes}, got ${k}`)
  return averaged('topKAccuracy', classes, (truth, scores) => {
    const own = scores[truth]!
    const above = scores.filter((s, i) => s > own || (s === own && i < truth)).length
    return above < k && !Number.isNaN(own) ? 1 : 0
  })
}

/** The least probability that a logarithm is taken of, the last bit of 1: as scikit-learn. */
const least = Number.EPSILON

/** Mean of `-ln p` of the probability of the true class, from 0; no probability is taken as less than 2⁻⁵². */
export const logLoss = (classes: number): Metric<Average> =>
  averaged('logLoss', classes, (truth, p) => -Math.log(Math.min(Math.max(p[truth]!, least), 1)))

/**
 * Mean of `Σₖ (pₖ - [k is the true class])²`, from 0 to 2: of two classes twice the squared error of one probability.
 * Source: Brier 1950.
 */
export const brier = (classes: number): Metric<Average> =>
  averaged('brier', classes, (truth, p) => p.reduce((sum, v, k) => sum + (v - (k === truth ? 1 : 0)) ** 2, 0))

/** For each bin of confidence: how many examples, how confident in all, how many right. */
export type Calibration = readonly (readonly [count: number, confidence: number, right: number])[]

/**
 * Expected calibration error: `Σ n_b/n · |right_b - confidence_b|` over bins of equal width of the largest probability, 0 to 1.
 * 0 says that of what is predicted with 80 % confidence, 80 % is right. It depends on the bins (default 15), and is biased
 * upwards where they hold few examples. Throws `RangeError` unless there is a whole number of bins. Source: Guo et al. 2017.
 */
export const calibrationError = ({
  classes,
  bins = 15,
}: {
  readonly classes: number
  readonly bins?: number
}): Metric<Calibration> => {
  positive('calibrationError', 'bins', bins)
  return {
    empty: Array.from({ length: bins }, () => [0, 0, 0]),
    concat: (a, b) => a.map(([n, c, r], i) => [n + b[i]![0], c + b[i]![1], r + b[i]![2]]),
    weigh: (state, weight) => state.map(([n, c, r]) => [n * weight, c * weight, r * weight]),
    of: (truth, prediction) => {
      checkLengths('calibrationError', truth, prediction, classes)
      const counts = Array.from({ length: bins }, (): [number, number, number] => [0, 0, 0])
      for (let i = 0; i < truth.length; i++) {
        let best = 0
        for (let k = 1; k < classes; k++) if (prediction[i * classes + k]! > prediction[i * classes + best]!) best = k
        const confidence = prediction[i * classes + best]!
        // bins are open below and closed above
        const bin = counts[Math.min(Math.max(Math.ceil(confidence * bins) - 1, 0), bins - 1)]!
        bin[0] += 1
        bin[1] += confidence
        bin[2] += best === truth[i] ? 1 : 0
      }
      return counts
    },
    value: (state) => {
      const all = state.reduce((n, [count]) => n + count, 0)
      return state.reduce((sum, [, confidence, right]) => sum + Math.abs(right - confidence), 0) / all
    },
  }
}
