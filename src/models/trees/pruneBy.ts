/** How far to prune, as rows say that the tree was not grown on. */
import type { Numbers } from '../../core/dtype.js'
import { prune, pruning, pruningPath } from './prune.js'
import { type DecisionTree, type FeatureTable, leafOf } from './tree.js'

/** How far what a node says is from the truth, squared; of shares, from all for the true class (Brier 1950). */
const distance = (value: readonly number[], says: DecisionTree['says'], truth: number): number =>
  value.reduce((sum, v, k) => sum + (v - (says === 'number' ? truth : Number(k === truth))) ** 2, 0)

/** Of each node, were it a leaf: the errors of the rows that come by, and the squares of these errors. */
const errorsOf = ({ nodes, says }: DecisionTree, leaves: Numbers, y: Numbers) => {
  const parents = new Int32Array(nodes.length).fill(-1)
  nodes.forEach((node, place) => {
    if (node.kind === 'question') for (const child of [node.yes, node.no]) parents[child] = place
  })
  const errors = new Float64Array(nodes.length)
  const squares = new Float64Array(nodes.length)
  for (let row = 0; row < y.length; row++)
    for (let place = leaves[row]!; place >= 0; place = parents[place]!) {
      const error = distance(nodes[place]!.value, says, y[row]!)
      errors[place]! += error
      squares[place]! += error * error
    }
  return { errors, squares }
}

/**
 * The smallest pruned tree that does as well as any on rows it was not grown on, within one standard error. An error is the
 * squared distance from the number, or of the shares from the class, so that a split counts that makes a rare class less
 * rare. Throws `RangeError` for rows of another width, none, or as many
 * targets as there are not rows.
 * Source: Breiman, Friedman, Olshen and Stone 1984, the rule of one standard error, with a part for validation.
 */
export const pruneBy =
  (x: FeatureTable, y: Numbers) =>
  (tree: DecisionTree): DecisionTree => {
    const { nodes } = tree
    const leaves = leafOf(tree)(x)
    if (leaves.length === 0) throw new RangeError('pruneBy: there are no rows')
    if (leaves.length !== y.length) throw new RangeError(`pruneBy: ${leaves.length} rows but ${y.length} targets`)
    const { errors, squares } = errorsOf(tree, leaves, y)
    const { cut, at } = pruning(tree)
    const path = pruningPath(tree)
    const judged = path.map(({ alpha: own }, i) => {
      const next = path[i + 1]?.alpha
      // between this tree's alpha and the next one's, where rounding cannot make it another tree
      const alpha = next === undefined ? 2 * own : Math.sqrt(own * next)
      at(alpha)
      let [error, square] = [0, 0]
      const stack = [0]
      for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
        const node = nodes[place]!
        if (node.kind === 'question' && cut[place] === 0) stack.push(node.no, node.yes)
        else {
          error += errors[place]!
          square += squares[place]!
        }
      }
      const mean = error / y.length
      return { alpha, mean, deviation: Math.sqrt(Math.max(0, square / y.length - mean * mean) / y.length) }
    })
    const best = judged.reduce((a, b) => (b.mean < a.mean ? b : a))
    const chosen = judged.findLast(({ mean }) => mean <= best.mean + best.deviation)!
    return prune(chosen.alpha)(tree)
  }
