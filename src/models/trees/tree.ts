/** Decision trees as data: a list of nodes, parents before children, that can be saved, shown and asked. */
import type { Numbers } from '../../core/dtype.js'

/** Rows of numbers, one row after the other. */
export interface FeatureTable {
  /** Numbers in a row. */
  readonly columns: number
  readonly values: Numbers
}

interface Node {
  /** Rows that were here when the tree was grown; a row drawn twice counts twice. */
  readonly rows: number
  /** How mixed they were: 0 where all are alike. */
  readonly impurity: number
  /** What the tree would say of them: the share of each class, or the mean. */
  readonly value: readonly number[]
}
/** A node where the tree ends. */
export interface Leaf extends Node {
  readonly kind: 'leaf'
}
/** A node that asks whether a feature is at most a threshold. */
export interface Question extends Node {
  readonly kind: 'question'
  readonly feature: number
  readonly threshold: number
  /** Place in the list of the node for yes: the one that follows this one. */
  readonly yes: number
  /** Place in the list of the node for no. */
  readonly no: number
}
export type TreeNode = Leaf | Question

/** A tree: plain data. */
export interface DecisionTree {
  /** What it says: a class, or a number. */
  readonly says: 'class' | 'number'
  /** Columns of the rows it asks. */
  readonly columns: number
  /** Numbers of a value: as many as there are classes, or one. */
  readonly outputs: number
  /** The root, then for each question the nodes for yes and those for no. */
  readonly nodes: readonly TreeNode[]
}

/** How many rows a table has. Throws `RangeError` unless its numbers fill whole rows. */
export const rowCount = (owner: string, { columns, values }: FeatureTable): number => {
  const rows = values.length / columns
  if (!Number.isInteger(columns) || columns < 1 || !Number.isInteger(rows))
    throw new RangeError(`${owner}: ${values.length} numbers are not rows of ${columns} features`)
  return rows
}

/** The number of rows, of a table that a tree for `columns` features can read. */
const rowsFor = (owner: string, columns: number, x: FeatureTable): number => {
  const rows = rowCount(owner, x)
  if (x.columns !== columns) throw new RangeError(`${owner}: it asks ${columns} features, got rows of ${x.columns}`)
  return rows
}

/**
 * The leaf that each row reaches, as its place in the list of nodes. NaN is not at most any threshold.
 * Throws `RangeError` for rows of another width.
 */
export const leafOf =
  ({ nodes, columns }: DecisionTree) =>
  (x: FeatureTable): Numbers => {
    const leaves = new Int32Array(rowsFor('leafOf', columns, x))
    for (let row = 0; row < leaves.length; row++) {
      let place = 0
      for (let node = nodes[0]!; node.kind === 'question'; node = nodes[place]!)
        place = x.values[row * columns + node.feature]! <= node.threshold ? node.yes : node.no
      leaves[row] = place
    }
    return leaves
  }

/**
 * What a tree says of each row, row after row: the shares of the classes among the rows of its leaf, or their mean.
 * Throws `RangeError` for rows of another width.
 */
export const predictTree =
  (tree: DecisionTree) =>
  (x: FeatureTable): Numbers => {
    const leaves = leafOf(tree)(x)
    const out = new Float64Array(leaves.length * tree.outputs)
    for (let row = 0; row < leaves.length; row++) out.set(tree.nodes[leaves[row]!]!.value, row * tree.outputs)
    return out
  }

/** The class with the largest share in each row of `classes` shares; of equal ones the first. */
export const largestShares = (shares: Numbers, classes: number): Numbers =>
  Int32Array.from({ length: shares.length / classes }, (_, row) => {
    let best = 0
    for (let k = 1; k < classes; k++) if (shares[row * classes + k]! > shares[row * classes + best]!) best = k
    return best
  })

/** How many leaves a tree has. */
export const leafCount = ({ nodes }: DecisionTree): number => (nodes.length + 1) / 2

/** For each node, how many questions lead to it. */
export const depths = ({ nodes }: DecisionTree): readonly number[] => {
  const found = new Array<number>(nodes.length).fill(0)
  nodes.forEach((node, i) => {
    if (node.kind === 'leaf') return
    found[node.yes] = found[i]! + 1
    found[node.no] = found[i]! + 1
  })
  return found
}

/** The most questions that a tree asks. */
export const depthOf = (tree: DecisionTree): number => depths(tree).reduce((a, b) => Math.max(a, b), 0)
