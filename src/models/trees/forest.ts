/** Random forests: trees that differ by chance, and their mean. */
import type { Numbers } from '../../core/dtype.js'
import { foldIn, type Key, split, uniformData } from '../../core/key.js'
import { positive } from '../../core/positive.js'
import { type CriterionName, criteria } from './criterion.js'
import { classIndexes, everyFeature, finiteTargets, once } from './decisionTree.js'
import { type Choice, grow, type Limits } from './grow.js'
import { type Sorted, sortedTable } from './sorted.js'
import { classTarget, numberTarget, type Target } from './target.js'
import { type DecisionTree, type FeatureTable, largestShares, leafOf, rowCount } from './tree.js'

export interface ForestOptions extends Limits {
  /** Decides which rows and features each tree sees. */
  readonly key: Key
  /** How many. Default 100. */
  readonly trees?: number
  /**
   * How many features each split may choose from, drawn anew for each: the square root of all, a third of all (at least
   * one), all, or a number. Default `sqrt` for classes, `third` for numbers.
   */
  readonly maxFeatures?: 'sqrt' | 'third' | 'all' | number
  /** Whether each tree sees as many rows as there are, drawn with replacement, or all rows. Default `true`. */
  readonly bootstrap?: boolean
}
export interface ClassForestOptions extends ForestOptions {
  readonly classes: number
  /** Default `gini`. */
  readonly criterion?: CriterionName
}

/** What trees say of the rows that they were not grown on: a test without a test part. */
export interface OutOfBag {
  /** Row after row, as `predictForest` says them; NaN for a row that every tree has drawn. */
  readonly predictions: Numbers
  /** Share of the right classes, or the coefficient of determination, on the other rows; NaN where there are none. */
  readonly score: number
}
export interface RandomForest {
  readonly trees: readonly DecisionTree[]
  /** `null` without bootstrap. */
  readonly outOfBag: OutOfBag | null
}

/** How many features of `columns` a split may choose from. Throws `RangeError` for a number of which there are not as many. */
const featureCount = (owner: string, columns: number, wanted: NonNullable<ForestOptions['maxFeatures']>): number => {
  if (wanted === 'all') return columns
  if (wanted === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(columns)))
  if (wanted === 'third') return Math.max(1, Math.floor(columns / 3))
  if (positive(owner, 'maxFeatures', wanted) > columns)
    throw new RangeError(`${owner}: maxFeatures must be at most ${columns}, got ${wanted}`)
  return wanted
}

/** Features in an order drawn for each place of a tree: the first steps of Fisher and Yates, `count` draws at a time. */
const drawnFeatures = (key: Key, columns: number, count: number): Choice<Key> => {
  const order = Int32Array.from({ length: columns }, (_, i) => i)
  const swaps = new Int32Array(columns)
  let made = 0
  let draws: ArrayLike<number> = []
  const swap = (i: number, j: number): void => {
    const own = order[i]!
    order[i] = order[j]!
    order[j] = own
  }
  return {
    root: key,
    yes: (k) => foldIn(k, 0),
    no: (k) => foldIn(k, 1),
    feature: (k, i) => {
      while (i === 0 && made > 0) swap(--made, swaps[made]!) // every node begins with the features in their order
      if (i % count === 0) draws = uniformData(foldIn(k, 2 + i / count), 'f64', count)
      swaps[i] = i + Math.floor(draws[i % count]! * (columns - i))
      swap(i, swaps[i]!)
      made = i + 1
      return order[i]!
    },
    count,
  }
}

/** How often each of `rows` rows is among as many draws with replacement. */
const bootstrapped = (key: Key, rows: number): Int32Array => {
  const draws = uniformData(key, 'f64', rows)
  const counts = new Int32Array(rows)
  for (let i = 0; i < rows; i++) counts[Math.floor(draws[i]! * rows)]! += 1
  return counts
}

const forest = (
  owner: string,
  x: FeatureTable,
  sorted: Sorted,
  targetOf: (weights: Int32Array) => Target,
  { key, trees: count = 100, maxFeatures, bootstrap = true, ...limits }: ForestOptions,
  score: (predictions: Numbers, rows: readonly number[]) => number,
): RandomForest => {
  const features = featureCount(owner, x.columns, maxFeatures!)
  const keys = split(key, positive(owner, 'trees', count))
  let sums = new Float64Array(0)
  const votes = new Int32Array(sorted.rows)
  const trees = keys.map((own) => {
    const [forRows, forFeatures] = split(own, 2)
    const weights = bootstrap ? bootstrapped(forRows!, sorted.rows) : once(sorted.rows)
    const choice = features === x.columns ? null : drawnFeatures(forFeatures!, x.columns, features)
    const target = targetOf(weights)
    const tree =
      choice === null
        ? grow(owner, sorted, weights, target, limits, everyFeature(x.columns))
        : grow(owner, sorted, weights, target, limits, choice)
    if (!bootstrap) return tree
    if (sums.length === 0) sums = new Float64Array(sorted.rows * tree.outputs)
    const leaves = leafOf(tree)(x)
    for (let row = 0; row < sorted.rows; row++) {
      if (weights[row]! > 0) continue
      votes[row]! += 1
      tree.nodes[leaves[row]!]!.value.forEach((v, k) => {
        sums[row * tree.outputs + k]! += v
      })
    }
    return tree
  })
  if (!bootstrap) return { trees, outOfBag: null }
  const { outputs } = trees[0]!
  const predictions = sums.map((s, i) => s / votes[Math.floor(i / outputs)]!)
  const judged = Array.from(votes.keys()).filter((row) => votes[row]! > 0)
  return { trees, outOfBag: { predictions, score: judged.length === 0 ? Number.NaN : score(predictions, judged) } }
}

/**
 * A forest of classification trees: each is grown on rows drawn with replacement, and each of its splits chooses from
 * features drawn at random, so that their errors differ and the mean has fewer. The same key gives the same forest.
 * Throws `RangeError` as `classificationTree` does, and for as many trees or features as there cannot be.
 * Source: Breiman 2001; it says the mean of shares, not the most votes.
 *
 * @example classificationForest({ classes: 2, key: key(0) })(x, y).outOfBag!.score
 */
export const classificationForest =
  ({ classes, criterion = 'gini', maxFeatures = 'sqrt', ...options }: ClassForestOptions) =>
  (x: FeatureTable, y: Numbers): RandomForest => {
    const owner = 'classificationForest'
    const labels = classIndexes(owner, y, classes)
    const right = (shares: Numbers, rows: readonly number[]): number => {
      const said = largestShares(shares, classes)
      return rows.filter((row) => said[row] === labels[row]).length / rows.length
    }
    const targetOf = (weights: Int32Array): Target => classTarget(labels, weights, classes, criteria[criterion])
    return forest(owner, x, sortedTable(owner, x, labels), targetOf, { ...options, maxFeatures }, right)
  }

/** A forest of regression trees, as `classificationForest` is of classification trees. Source: Breiman 2001. */
export const regressionForest =
  ({ maxFeatures = 'third', ...options }: ForestOptions) =>
  (x: FeatureTable, y: Numbers): RandomForest => {
    const owner = 'regressionForest'
    const numbers = finiteTargets(owner, y)
    const determined = (said: Numbers, rows: readonly number[]): number => {
      const mean = rows.reduce((sum, row) => sum + numbers[row]!, 0) / rows.length
      const squares = (from: (row: number) => number): number =>
        rows.reduce((sum, row) => sum + (numbers[row]! - from(row)) ** 2, 0)
      return 1 - squares((row) => said[row]!) / squares(() => mean)
    }
    const targetOf = (weights: Int32Array): Target => numberTarget(numbers, weights)
    return forest(owner, x, sortedTable(owner, x, numbers), targetOf, { ...options, maxFeatures }, determined)
  }

/**
 * What a forest says of each row, row after row: the mean of what its trees say.
 * Throws `RangeError` for rows of another width.
 */
export const predictForest =
  ({ trees }: RandomForest) =>
  (x: FeatureTable): Numbers => {
    const { outputs } = trees[0]!
    const sums = new Float64Array(rowCount('predictForest', x) * outputs)
    for (const tree of trees) {
      const leaves = leafOf(tree)(x)
      for (let row = 0; row < leaves.length; row++)
        for (let k = 0; k < outputs; k++) sums[row * outputs + k]! += tree.nodes[leaves[row]!]!.value[k]!
    }
    return sums.map((s) => s / trees.length)
  }
