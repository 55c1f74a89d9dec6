/** Pruning by cost and complexity: the least tree that is worth its leaves. */
import type { DecisionTree, Question, TreeNode } from './tree.js'

/** One tree of the sequence from the whole tree to its root. */
export interface Pruned {
  /** From this price of a leaf on it is the best. */
  readonly alpha: number
  readonly leaves: number
  /** Mean impurity of its leaves, by rows. */
  readonly impurity: number
}

/** A tree that is being pruned: what was found in the last pass. */
interface Pruning {
  /** 1 for questions whose leaves are not worth their price. */
  readonly cut: Uint8Array
  /** For each question what every leaf below it saves of the impurity. */
  readonly savings: Float64Array
  /** One pass, from the leaves to the root: at a price, what is left costs so much and has so many leaves. */
  readonly at: (alpha: number) => { readonly impurity: number; readonly leaves: number }
}

/** Savings are compared to a 10¹²th of the impurity of the root, so that rounding does not part what is equal. */
export const pruning = ({ nodes }: DecisionTree): Pruning => {
  const own = Float64Array.from(nodes, ({ rows, impurity }) => (rows * impurity) / nodes[0]!.rows)
  const slack = 1e-12 * own[0]!
  const [cost, savings] = [new Float64Array(nodes.length), new Float64Array(nodes.length)]
  const [leaves, cut] = [new Int32Array(nodes.length), new Uint8Array(nodes.length)]
  const at = (alpha: number): { readonly impurity: number; readonly leaves: number } => {
    for (let place = nodes.length - 1; place >= 0; place--) {
      const node = nodes[place]!
      cost[place] = own[place]!
      leaves[place] = 1
      if (node.kind === 'leaf') continue
      const all = cost[node.yes]! + cost[node.no]!
      const count = leaves[node.yes]! + leaves[node.no]!
      savings[place] = (own[place]! - all) / (count - 1)
      cut[place] = savings[place]! <= alpha + slack ? 1 : 0
      if (cut[place] === 1) continue
      cost[place] = all
      leaves[place] = count
    }
    return { impurity: cost[0]!, leaves: leaves[0]! }
  }
  return { cut, savings, at }
}

/** The tree without what is below the questions that are cut. */
const without = (tree: DecisionTree, cut: Uint8Array): DecisionTree => {
  const nodes: TreeNode[] = []
  const stack: { readonly at: number; readonly noOf: number }[] = [{ at: 0, noOf: -1 }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { at, noOf } = top
    const place = nodes.length
    if (noOf >= 0) nodes[noOf] = { ...(nodes[noOf] as Question), no: place }
    const node = tree.nodes[at]!
    const { rows, impurity, value } = node
    if (node.kind === 'leaf' || cut[at] === 1) nodes.push({ kind: 'leaf', rows, impurity, value })
    else {
      nodes.push({ ...node, yes: place + 1 })
      stack.push({ at: node.no, noOf: place }, { at: node.yes, noOf: -1 })
    }
  }
  return { ...tree, nodes }
}

/**
 * The smallest of all trees cut from this one whose impurity plus `alpha` for each leaf is least. 0 takes away splits that
 * gain nothing. Throws `RangeError` for a negative `alpha`.
 * Source: Breiman, Friedman, Olshen and Stone 1984, minimal cost-complexity pruning.
 */
export const prune =
  (alpha: number) =>
  (tree: DecisionTree): DecisionTree => {
    if (!(alpha >= 0)) throw new RangeError(`prune: alpha must be at least 0, got ${alpha}`)
    const { cut, at } = pruning(tree)
    at(alpha)
    return without(tree, cut)
  }

/**
 * All trees that pruning finds, from the one that `prune(0)` leaves to the root, with the `alpha` from which each is the
 * best. `O(nodes)` for each of them.
 */
export const pruningPath = (tree: DecisionTree): readonly Pruned[] => {
  const { nodes } = tree
  const { cut, savings, at } = pruning(tree)
  const ends = endsOf(nodes)
  const path: Pruned[] = []
  for (let alpha = 0; ; ) {
    const left = at(alpha)
    path.push({ alpha, ...left })
    if (left.leaves === 1) return path
    alpha = Number.POSITIVE_INFINITY
    for (let place = 0; place < nodes.length; ) {
      const asks = nodes[place]!.kind === 'question' && cut[place] === 0
      if (asks) alpha = Math.min(alpha, savings[place]!)
      place = asks ? place + 1 : ends[place]!
    }
  }
}

/** For each node the place after all that is below it. */
const endsOf = (nodes: readonly TreeNode[]): Int32Array => {
  const ends = new Int32Array(nodes.length)
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place]!
    ends[place] = node.kind === 'leaf' ? place + 1 : ends[node.no]!
  }
  return ends
}
