/** Counts of truths against predictions, and what follows from them. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import type { Numbers } from '../../core/dtype.js'

/** `matrix[truth][prediction]` counts examples. Matrices of parts add up to the matrix of the whole. */
export type ConfusionMatrix = readonly (readonly number[])[]

/** Addition of matrices of `classes` classes. */
export const confusionMonoid = (classes: number): Monoid<ConfusionMatrix> => ({
  concat: (a, b) => a.map((row, i) => row.map((n, j) => n + b[i]![j]!)),
  empty: Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0)),
})

/** Counts class indexes `0 … classes-1`. Throws `RangeError` for others, or for lists of different length. */
export const confusionMatrix =
  (classes: number) =>
  (truth: Numbers, prediction: Numbers): ConfusionMatrix => {
    if (truth.length !== prediction.length)
      throw new RangeError(`confusionMatrix: ${truth.length} truths but ${prediction.length} predictions`)
    const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
    for (let i = 0; i < truth.length; i++) {
      const [t, p] = [truth[i]!, prediction[i]!]
      if (counts[t]?.[p] === undefined)
        throw new RangeError(`confusionMatrix: class ${t} or ${p} is not in 0 to ${classes - 1}`)
      counts[t][p]! += 1
    }
    return counts
  }

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
/** 0 where nothing is counted, as scikit-learn does. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const predicted = (m: ConfusionMatrix, k: number): number => total(m.map((row) => row[k]!))

/** Share of examples on the diagonal, 0 to 1; NaN of no examples. */
export const accuracy = (m: ConfusionMatrix): number => total(m.map((row, i) => row[i]!)) / total(m.map(total))
/** Of the examples predicted as class `k`, the share that are: `TP / (TP + FP)`; 0 where none were. */
export const precision = (m: ConfusionMatrix, k: number): number => ratio(m[k]![k]!, predicted(m, k))
/** Of the examples of class `k`, the share predicted so: `TP / (TP + FN)`; 0 where there are none. */
export const recall = (m: ConfusionMatrix, k: number): number => ratio(m[k]![k]!, total(m[k]!))
/** Harmonic mean of precision and recall of class `k`: `2·TP / (2·TP + FP + FN)`; 0 where undefined. */
export const f1 = (m: ConfusionMatrix, k: number): number => ratio(2 * m[k]![k]!, predicted(m, k) + total(m[k]!))
/** Unweighted mean of a measure over all classes. */
export const macro =
  (measure: (m: ConfusionMatrix, k: number) => number) =>
  (m: ConfusionMatrix): number =>
    total(m.map((_, k) => measure(m, k))) / m.length
