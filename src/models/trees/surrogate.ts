/** A tree that says what a black box says: an explanation of the whole of it, with how far it can be trusted. */
import type { Numbers } from '../../core/dtype.js'
import { regressionMetrics } from '../metrics/regression.js'
import { classificationTree, regressionTree } from './decisionTree.js'
import type { Limits } from './grow.js'
import { type DecisionTree, type FeatureTable, largestShares, predictTree } from './tree.js'

/** Rows, and what the black box says of them: class indexes, or numbers. */
export interface Answers {
  readonly x: FeatureTable
  readonly answers: Numbers
}
export interface Surrogate {
  readonly tree: DecisionTree
  /**
   * On other rows: how often both say the same class, 0 to 1, or how much of the spread of the numbers the tree has
   * (R²: 1 is all, 0 is no more than their mean).
   */
  readonly fidelity: number
  /** The fidelity of always saying the same: what the tree has to beat. */
  readonly constant: number
}
export interface SurrogateOptions extends Limits {
  /** How many classes there are; without it answers are numbers. */
  readonly classes?: number
}

/** How often a tree and a black box agree on some rows, or the R² of the tree for the numbers of the black box. */
export const fidelity = (tree: DecisionTree, { x, answers }: Answers): number => {
  const said = predictTree(tree)(x)
  if (tree.says === 'number') return regressionMetrics(answers, said).r2
  const classes = largestShares(said, tree.outputs)
  let agreed = 0
  for (let row = 0; row < answers.length; row++) if (classes[row] === answers[row]) agreed++
  return agreed / answers.length
}

/**
 * Grows a tree on the answers of a black box to rows, and compares the two on `held`, rows the tree has not seen. Give few
 * leaves (`maxLeafNodes`): who cannot read the tree has explained nothing. Throws `RangeError` as growing does.
 * Source: Craven and Shavlik 1996.
 *
 * @example surrogate({ classes: 2, maxLeafNodes: 8 })({ x, answers }, held).fidelity
 */
export const surrogate =
  ({ classes, ...limits }: SurrogateOptions = {}) =>
  (seen: Answers, held: Answers): Surrogate => {
    const grown = (own: Limits): DecisionTree =>
      classes === undefined
        ? regressionTree(own)(seen.x, seen.answers)
        : classificationTree({ classes, ...own })(seen.x, seen.answers)
    const tree = grown(limits)
    return { tree, fidelity: fidelity(tree, held), constant: fidelity(grown({ maxDepth: 0 }), held) }
  }
