/** Area under the curve of precision by recall. */
import type { Numbers } from '../../core/dtype.js'

/**
 * `Σ (Rᵢ - Rᵢ₋₁)·Pᵢ` over thresholds from the highest score down, where `Pᵢ` and `Rᵢ` are precision and recall at each: the mean
 * precision at the positives; the share of positives is guessing, 1 is perfect. For rare positives, which a ROC flatters.
 * `labels` are 0 or 1; equal scores share a threshold. NaN without positives or where a score is NaN. O(n log n).
 * Throws `RangeError` for lists of different length.
 */
export const averagePrecision = (scores: Numbers, labels: Numbers): number => {
  if (scores.length !== labels.length)
    throw new RangeError(`averagePrecision: ${scores.length} scores but ${labels.length} labels`)
  for (const score of scores) if (Number.isNaN(score)) return Number.NaN
  const order = Float64Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
  let positives = 0
  let sum = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    const before = positives
    while (to < order.length && scores[order[to]!] === scores[order[from]!])
      positives += labels[order[to++]!] === 1 ? 1 : 0
    sum += ((positives - before) * positives) / to
    from = to
  }
  return sum / positives
}
