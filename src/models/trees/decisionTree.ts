/** Classification and regression trees. */
import type { Numbers } from '../../core/dtype.js'
import { positive } from '../../core/positive.js'
import { type CriterionName, criteria } from './criterion.js'
import { type Choice, grow, type Limits } from './grow.js'
import { sortedTable } from './sorted.js'
import { classTarget, numberTarget } from './target.js'
import type { DecisionTree, FeatureTable } from './tree.js'

export interface ClassTreeOptions extends Limits {
  /** How many classes there are. */
  readonly classes: number
  /** What a split makes less. Default `gini`. */
  readonly criterion?: CriterionName
}

/** The class indexes of rows. Throws `RangeError` for anything but whole numbers below `classes`. */
export const classIndexes = (owner: string, y: Numbers, classes: number): Int32Array => {
  positive(owner, 'classes', classes)
  for (let row = 0; row < y.length; row++)
    if (!(Number.isInteger(y[row]) && y[row]! >= 0 && y[row]! < classes))
      throw new RangeError(`${owner}: class ${y[row]} of row ${row} is not in 0 to ${classes - 1}`)
  return Int32Array.from(y)
}

/** The numbers that rows are to have. Throws `RangeError` for those that are not finite. */
export const finiteTargets = (owner: string, y: Numbers): Float64Array => {
  for (let row = 0; row < y.length; row++)
    if (!Number.isFinite(y[row])) throw new RangeError(`${owner}: the target of row ${row} is ${y[row]}`)
  return Float64Array.from(y)
}

/** All features in their order: of equally good splits the first is taken. */
export const everyFeature = (columns: number): Choice<null> => ({
  root: null,
  yes: () => null,
  no: () => null,
  feature: (_, i) => i,
  count: columns,
})
/** Each row once. */
export const once = (rows: number): Int32Array => new Int32Array(rows).fill(1)

/**
 * A tree that tells classes `0 … classes - 1` of rows apart. From the root on, rows are split where a feature is at most
 * a threshold, so that the parts are least mixed; thresholds lie half way between neighbouring values, and of equally good
 * splits the first feature and the lowest threshold count. Deterministic, and the same for any order of the rows.
 * `O(features · rows · log rows)` to sort, then `O(features · rows)` for each level.
 * Throws `RangeError` for tables that are not whole rows, numbers that are not finite, classes that are not there, and
 * limits that are not positive integers (`maxDepth` may be 0: one leaf).
 * Source: Breiman, Friedman, Olshen and Stone 1984; with `maxLeafNodes` the best split comes first (Shi 2007).
 *
 * @example predictTree(classificationTree({ classes: 2, maxDepth: 3 })({ columns: 2, values }, labels))(rows)
 */
export const classificationTree =
  ({ classes, criterion = 'gini', ...limits }: ClassTreeOptions) =>
  (x: FeatureTable, y: Numbers): DecisionTree => {
    const owner = 'classificationTree'
    const labels = classIndexes(owner, y, classes)
    const sorted = sortedTable(owner, x, labels)
    const weights = once(sorted.rows)
    const target = classTarget(labels, weights, classes, criteria[criterion])
    return grow(owner, sorted, weights, target, limits, everyFeature(x.columns))
  }

/**
 * A tree that says numbers: the mean of the rows in a leaf. Splits make the sum of squares about the means least; all else
 * is as of `classificationTree`. Throws `RangeError` as that does, and for targets that are not finite.
 * Source: Breiman, Friedman, Olshen and Stone 1984.
 */
export const regressionTree =
  (limits: Limits = {}) =>
  (x: FeatureTable, y: Numbers): DecisionTree => {
    const owner = 'regressionTree'
    const numbers = finiteTargets(owner, y)
    const sorted = sortedTable(owner, x, numbers)
    const weights = once(sorted.rows)
    return grow(owner, sorted, weights, numberTarget(numbers, weights), limits, everyFeature(x.columns))
  }
