/** What a tree learns from, in the form that growing reads: counters of the rows on both sides of a threshold. */
import type { Numbers } from '../../core/dtype.js'
import type { Criterion } from './criterion.js'

/** What is known of the rows of a node. */
export interface Summary {
  /** Rows, each as often as it was drawn. */
  readonly weight: number
  /** `weight` times the impurity. */
  readonly mixed: number
  readonly value: readonly number[]
}

/** Counters with a state: a kernel of growing, for one tree at a time. */
export interface Target {
  readonly says: 'class' | 'number'
  readonly outputs: number
  /** Opens the node of the rows `order[from … to)`: `mixed` then speaks of its parts. */
  readonly open: (order: Int32Array, from: number, to: number) => Summary
  /** All rows of the node are above the threshold. */
  readonly restart: () => void
  /** One row of the node is at most the threshold. */
  readonly below: (row: number) => void
  /** Weight times impurity of the rows below, of which there are `weight`, and of those above, together. */
  readonly mixed: (weight: number) => number
}

/** Classes `0 … classes - 1`: shares, as mixed as a criterion says. */
export const classTarget = (
  y: Int32Array,
  weights: Int32Array,
  classes: number,
  { mixed }: Pick<Criterion, 'mixed'>,
): Target => {
  const [all, left, right] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)]
  let total = 0
  return {
    says: 'class',
    outputs: classes,
    open: (order, from, to) => {
      all.fill(0)
      total = 0
      for (let i = from; i < to; i++) {
        const row = order[i]!
        all[y[row]!]! += weights[row]!
        total += weights[row]!
      }
      return { weight: total, mixed: mixed(all, total), value: Array.from(all, (n) => n / total) }
    },
    restart: () => {
      left.fill(0)
      right.set(all)
    },
    below: (row) => {
      left[y[row]!]! += weights[row]!
      right[y[row]!]! -= weights[row]!
    },
    mixed: (weight) => mixed(left, weight) + mixed(right, total - weight),
  }
}

/**
 * Numbers: means, as mixed as the variance. Sums are taken about the mean of the node, where they cancel least: the
 * variance within the parts is the whole less what lies between their means.
 */
export const numberTarget = (y: Numbers, weights: Int32Array): Target => {
  let [total, mean, squares, sum] = [0, 0, 0, 0]
  return {
    says: 'number',
    outputs: 1,
    open: (order, from, to) => {
      total = 0
      let [least, greatest, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
      for (let i = from; i < to; i++) {
        const [value, w] = [y[order[i]!]!, weights[order[i]!]!]
        total += w
        whole += w * value
        if (value < least) least = value
        if (value > greatest) greatest = value
      }
      // the mean of equal numbers is that number, whatever rounding makes of their sum
      mean = least === greatest ? least : whole / total
      squares = 0
      for (let i = from; i < to; i++) squares += weights[order[i]!]! * (y[order[i]!]! - mean) ** 2
      return { weight: total, mixed: squares, value: [mean] }
    },
    restart: () => {
      sum = 0
    },
    below: (row) => {
      sum += weights[row]! * (y[row]! - mean)
    },
    mixed: (weight) => Math.max(0, squares - (sum * sum * total) / (weight * (total - weight))),
  }
}
