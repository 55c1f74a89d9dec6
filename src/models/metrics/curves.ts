/** Areas under curves as metrics that stream: exact, which keeps every score, and by bins, with a bound of the error. */

import type { Numbers } from '../../core/dtype.js'
import { positive } from '../../core/positive.js'
import { averagePrecision } from './averagePrecision.js'
import { checkLengths, type Metric } from './metric.js'
import { rocAuc } from './rocAuc.js'

/** All scores and labels so far, part by part: memory grows with the examples, two numbers for each. */
export interface Scored {
  readonly labels: readonly Numbers[]
  readonly scores: readonly Numbers[]
}
const joined = (parts: readonly Numbers[]): Numbers => Float64Array.from(parts.flatMap((part) => [...part]))

const exact = (name: string, area: (scores: Numbers, labels: Numbers) => number): Metric<Scored> => ({
  empty: { labels: [], scores: [] },
  concat: (a, b) => ({ labels: [...a.labels, ...b.labels], scores: [...a.scores, ...b.scores] }),
  of: (labels, scores) => {
    checkLengths(name, labels, scores)
    return { labels: [labels], scores: [scores] }
  },
  value: ({ labels, scores }) => area(joined(scores), joined(labels)),
})
/** `rocAuc` of labels of 0 or 1 and scores. */
export const rocAucMetric: Metric<Scored> = exact('rocAuc', rocAuc)
/** `averagePrecision` of labels of 0 or 1 and scores. */
export const averagePrecisionMetric: Metric<Scored> = exact('averagePrecision', averagePrecision)

/** How many examples of either class have scores in each bin, and how many have none. */
export interface Binned {
  readonly positives: readonly number[]
  readonly negatives: readonly number[]
  readonly unordered: number
}
/** A metric whose memory does not grow, and how far its value may lie from the exact one: known from what it counted. */
export interface BoundedMetric extends Metric<Binned> {
  readonly error: (state: Binned) => number
}

const counter = (name: string, bins: number): Omit<BoundedMetric, 'value' | 'error'> => {
  positive(name, 'bins', bins)
  const zeros = new Array<number>(bins).fill(0)
  const plus = (a: readonly number[], b: readonly number[]): readonly number[] => a.map((n, i) => n + b[i]!)
  return {
    empty: { positives: zeros, negatives: zeros, unordered: 0 },
    concat: (a, b) => ({
      positives: plus(a.positives, b.positives),
      negatives: plus(a.negatives, b.negatives),
      unordered: a.unordered + b.unordered,
    }),
    weigh: ({ positives, negatives, unordered }, weight) => ({
      positives: positives.map((n) => n * weight),
      negatives: negatives.map((n) => n * weight),
      unordered: unordered * weight,
    }),
    of: (labels, scores) => {
      checkLengths(name, labels, scores)
      const [positives, negatives] = [[...zeros], [...zeros]]
      let unordered = 0
      for (let i = 0; i < labels.length; i++) {
        const score = scores[i]!
        const bin = Math.min(Math.max(Math.floor(score * bins), 0), bins - 1)
        if (Number.isNaN(score)) unordered++
        else (labels[i] === 1 ? positives : negatives)[bin]! += 1
      }
      return { positives, negatives, unordered }
    },
  }
}
const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
export interface BinnedOptions {
  /** Bins of equal width between 0 and 1; scores beyond count to the outermost. Default 1000. */
  readonly bins?: number
}

/**
 * `rocAuc` with scores of one bin taken for ties: `2·bins` counts, however many examples. The exact area is at most
 * `½ Σ_b pos_b·neg_b / (pos·neg)` away. NaN where one class is missing or a score is NaN.
 */
export const binnedRocAuc = ({ bins = 1000 }: BinnedOptions = {}): BoundedMetric => {
  const pairs = ({ positives, negatives }: Binned): number => sum(positives) * sum(negatives)
  return {
    ...counter('binnedRocAuc', bins),
    value: (state) => {
      if (state.unordered > 0) return Number.NaN
      let below = 0
      let ordered = 0
      for (const [bin, positives] of state.positives.entries()) {
        ordered += positives * (below + state.negatives[bin]! / 2)
        below += state.negatives[bin]!
      }
      return ordered / pairs(state)
    },
    error: (state) => sum(state.positives.map((n, bin) => n * state.negatives[bin]!)) / 2 / pairs(state),
  }
}

/**
 * `averagePrecision` with scores of one bin taken for ties: `2·bins` counts. The error is bounded by the best and the worst
 * precision that the positives of each bin may have. NaN without positives, or where a score is NaN.
 */
export const binnedAveragePrecision = ({ bins = 1000 }: BinnedOptions = {}): BoundedMetric => {
  /** Per bin from the highest: the sums of the least, the taken and the greatest precisions of its positives. */
  const precisions = ({ positives, negatives }: Binned): readonly [number, number, number] => {
    let [least, taken, greatest, right, wrong] = [0, 0, 0, 0, 0]
    for (let bin = positives.length - 1; bin >= 0; bin--) {
      const [p, n] = [positives[bin]!, negatives[bin]!]
      if (p > 0) {
        least += (p * (right + 1)) / (right + 1 + wrong + n)
        taken += (p * (right + p)) / (right + p + wrong + n)
        greatest += (p * (right + p)) / (right + p + wrong)
      }
      right += p
      wrong += n
    }
    return [least / right, taken / right, greatest / right]
  }
  return {
    ...counter('binnedAveragePrecision', bins),
    value: (state) => (state.unordered > 0 ? Number.NaN : precisions(state)[1]),
    error: (state) => {
      const [least, taken, greatest] = precisions(state)
      return Math.max(taken - least, greatest - taken)
    },
  }
}
