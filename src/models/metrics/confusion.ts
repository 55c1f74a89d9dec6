/** Counts of truths against predictions, and what follows from them. */
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import type { Numbers } from '../../core/dtype.js'
import type { Metric } from './metric.js'

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

/** The metric that reads a number off the confusion matrix of `classes` classes; truths and predictions are class indexes. */
export const ofConfusion =
  (value: (matrix: ConfusionMatrix) => number) =>
  (classes: number): Metric<ConfusionMatrix> => ({
    ...confusionMonoid(classes),
    of: confusionMatrix(classes),
    value,
    weigh: (m, weight) => m.map((row) => row.map((n) => n * weight)),
  })

const total = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
/** 0 where nothing is counted, as scikit-learn does. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const predicted = (m: ConfusionMatrix, k: number): number => total(m.map((row) => row[k]!))
const hits = (m: ConfusionMatrix): number => total(m.map((row, i) => row[i]!))
const examples = (m: ConfusionMatrix): number => total(m.map(total))

/** A number of one class against the rest. */
export type ClassMeasure = (m: ConfusionMatrix, k: number) => number

/** Share of examples on the diagonal, 0 to 1; NaN of no examples. */
export const accuracy = (m: ConfusionMatrix): number => hits(m) / examples(m)
/** Of the examples predicted as class `k`, the share that are: `TP / (TP + FP)`; 0 where none were. */
export const precision: ClassMeasure = (m, k) => ratio(m[k]![k]!, predicted(m, k))
/** Of the examples of class `k`, the share predicted so: `TP / (TP + FN)`; 0 where there are none. */
export const recall: ClassMeasure = (m, k) => ratio(m[k]![k]!, total(m[k]!))
/** Harmonic mean of precision and recall of class `k`: `2·TP / (2·TP + FP + FN)`; 0 where undefined. */
export const f1: ClassMeasure = (m, k) => ratio(2 * m[k]![k]!, predicted(m, k) + total(m[k]!))

/** Unweighted mean of a measure over all classes: each class counts alike, however rare. */
export const macro =
  (measure: ClassMeasure) =>
  (m: ConfusionMatrix): number =>
    total(m.map((_, k) => measure(m, k))) / m.length
/** Mean of a measure over all classes, each weighed by its examples. NaN of no examples. */
export const weighted =
  (measure: ClassMeasure) =>
  (m: ConfusionMatrix): number =>
    total(m.map((row, k) => total(row) * measure(m, k))) / examples(m)
/**
 * A measure of all decisions pooled, one for each example and class: each example counts alike. Where every example has one
 * class, precision, recall and F1 pooled so are the accuracy.
 */
export const micro =
  (measure: ClassMeasure) =>
  (m: ConfusionMatrix): number => {
    const [all, right] = [examples(m), hits(m)]
    const wrong = all - right
    const rest = all * m.length - right - 2 * wrong
    return measure(
      [
        [rest, wrong],
        [wrong, right],
      ],
      1,
    )
  }

/**
 * Matthews' correlation of truth and prediction, for any number of classes: -1 (at the least) to 1, 0 for guessing and where
 * either does not vary. `(c·s - Σ pₖ·tₖ) / √((s² - Σ pₖ²)·(s² - Σ tₖ²))` with `s` examples, `c` of them right, `tₖ` of class k and
 * `pₖ` predicted so. Source: Matthews 1975, Gorodkin 2004.
 */
export const matthews = (m: ConfusionMatrix): number => {
  const truths = m.map(total)
  const predictions = m.map((_, k) => predicted(m, k))
  const dot = (a: readonly number[], b: readonly number[]): number => total(a.map((x, k) => x * b[k]!))
  const s = total(truths)
  const spread = (counts: readonly number[]): number => s * s - dot(counts, counts)
  return ratio(hits(m) * s - dot(truths, predictions), Math.sqrt(spread(truths)) * Math.sqrt(spread(predictions)))
}

/**
 * Cohen's kappa: how much of what chance leaves open is agreed upon. `(pₒ - pₑ) / (1 - pₑ)` with the share `pₒ` of agreement and
 * the share `pₑ` expected by chance; 1 is full agreement, 0 is chance. NaN where both name one class only. Source: Cohen 1960.
 */
export const cohenKappa = (m: ConfusionMatrix): number => {
  const s = examples(m)
  const expected = total(m.map((row, k) => (total(row) / s) * (predicted(m, k) / s)))
  return expected === 1 ? Number.NaN : (accuracy(m) - expected) / (1 - expected)
}
