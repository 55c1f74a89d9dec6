/** A tree as text that a person reads from the top. */
import { type DecisionTree, depths, type Question, type TreeNode } from './tree.js'

/** What a column of the rows is: a number by its name, or 1 where a feature has a label and 0 where it has not. */
export type ColumnMeaning = string | { readonly name: string; readonly label: string }

export interface RuleOptions {
  /** Of each column of the rows; others are called `x0`, `x1` and so on. */
  readonly features?: readonly ColumnMeaning[]
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
 * @example rulesOf({ features: columnMeanings(encoder), classes: classesOf(encoder) })(tree).join('\n')
 */
export const rulesOf =
  ({ features = [], classes = [] }: RuleOptions = {}) =>
  (tree: DecisionTree): readonly string[] => {
    const { nodes, says } = tree
    const conditions = ({ feature, threshold }: Question): readonly [yes: string, no: string] => {
      const of = features[feature] ?? `x${feature}`
      return typeof of === 'string'
        ? [`${of} ≤ ${short(threshold)}`, `${of} > ${short(threshold)}`]
        : [`${of.name} ≠ ${of.label}`, `${of.name} = ${of.label}`]
    }
    const leading = new Array<string>(nodes.length).fill('always')
    for (const node of nodes) {
      if (node.kind === 'leaf') continue
      const [yes, no] = conditions(node)
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
