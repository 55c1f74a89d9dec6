/** Area under the receiver operating characteristic. */
import type { Numbers } from '../../core/dtype.js'

/**
 * The chance that a positive example scores above a negative one, ties counting half: 0.5 is guessing, 1 is perfect.
 * `labels` are 0 or 1. NaN where one class is missing or a score is NaN. By ranks (Mann and Whitney), O(n log n).
 * Throws `RangeError` for lists of different length.
 */
export const rocAuc = (scores: Numbers, labels: Numbers): number => {
  if (scores.length !== labels.length)
    throw new RangeError(`rocAuc: ${scores.length} scores but ${labels.length} labels`)
  for (const score of scores) if (Number.isNaN(score)) return Number.NaN
  const order = Float64Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  let positives = 0
  let rankSum = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++
    const rank = (from + 1 + to) / 2 // the mean of ranks from+1 … to
    for (let i = from; i < to; i++)
      if (labels[order[i]!] === 1) {
        positives++
        rankSum += rank
      }
    from = to
  }
  const negatives = order.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}
