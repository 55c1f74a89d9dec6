/** How much a tree or a forest hangs on each feature. */
import type { RandomForest } from './forest.js'
import type { DecisionTree } from './tree.js'

const ofTree = ({ nodes, columns }: DecisionTree): readonly number[] => {
  const gains = new Array<number>(columns).fill(0)
  const mixed = (place: number): number => nodes[place]!.rows * nodes[place]!.impurity
  nodes.forEach((node, place) => {
    if (node.kind === 'question') gains[node.feature]! += mixed(place) - mixed(node.yes) - mixed(node.no)
  })
  const all = gains.reduce((a, b) => a + b, 0)
  return gains.map((gain) => (all > 0 ? gain / all : 0))
}

/**
 * For each feature the share of what all splits made less mixed; of a forest the mean over its trees. They sum to 1, or
 * are all 0 where nothing was split. Found on the rows it was grown on, and larger for features of many values: for a fair
 * word ask `permutationImportance` on other rows. Source: Breiman 2001, Strobl et al. 2007.
 */
export const impurityImportance = (grown: DecisionTree | RandomForest): readonly number[] => {
  if ('nodes' in grown) return ofTree(grown)
  const each = grown.trees.map(ofTree)
  return each[0]!.map((_, feature) => each.reduce((sum, one) => sum + one[feature]!, 0) / each.length)
}
