/** A tree as text that a person reads from the top. */
import { type DecisionTree, depths, type TreeNode } from './tree.js'

/** A question in words: what holds for yes, and what for no. */
export type Condition = (feature: number, threshold: number) => readonly [yes: string, no: string]

export interface RuleOptions {
  /** How questions are worded: from names of features (`Age ≤ 42.5`), or as a function says. */
  readonly features: readonly string[] | Condition
  /** Names of the classes. */
  readonly classes?: readonly string[]
}

/** Seven digits tell f32 numbers apart: `42.5`, `83807.86`. */
const short = (x: number): string => String(Number(x.toPrecision(7)))

const answer = (
  { rows, value, impurity }: TreeNode,
  says: DecisionTree['says'],
  classes: readonly string[],
): string => {
  const count = `${rows.toLocaleString('en-US')} row${rows === 1 ? '' : 's'}`
  if (says === 'number') return `${short(value[0]!)} (± ${short(Number(Math.sqrt(impurity).toPrecision(3)))}, ${count})`
  const best = value.indexOf(Math.max(...value))
  return `${classes[best] ?? best} (${(100 * value[best]!).toFixed(1)} % of ${count})`
}

/**
 * One line for each branch, indented below what leads there; at its end the answer, with how many rows it is of: for a
 * class its share among them, for a number their standard deviation.
 *
 * @example rulesOf({ features: featureNames(encoder), classes: classesOf(encoder) })(tree).join('\n')
 */
export const rulesOf =
  ({ features, classes = [] }: RuleOptions) =>
  (tree: DecisionTree): readonly string[] => {
    const { nodes, says } = tree
    const condition: Condition =
      typeof features === 'function'
        ? features
        : (feature, threshold) => {
            const name = features[feature] ?? `x${feature}`
            return [`${name} ≤ ${short(threshold)}`, `${name} > ${short(threshold)}`]
          }
    const leading = new Array<string>(nodes.length).fill('always')
    for (const node of nodes) {
      if (node.kind === 'leaf') continue
      const [yes, no] = condition(node.feature, node.threshold)
      leading[node.yes] = yes
      leading[node.no] = no
    }
    const depth = depths(tree)
    return nodes.flatMap((node, place) => {
      if (place === 0 && node.kind === 'question') return []
      const line = `${'│ '.repeat(Math.max(0, depth[place]! - 1))}${leading[place]}`
      return [node.kind === 'question' ? line : `${line}: ${answer(node, says, classes)}`]
    })
  }
