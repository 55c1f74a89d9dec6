/** A tree while it grows, and the list of nodes that becomes of it. */
import type { Summary } from './target.js'
import type { Question, TreeNode } from './tree.js'

/** The best split of a node, and how mixed it leaves its rows. */
export interface Found {
  readonly feature: number
  readonly threshold: number
  readonly mixed: number
}
/** A node of a tree that grows: the rows `from … to` of every order. */
export interface Growing<P> {
  readonly from: number
  readonly to: number
  readonly depth: number
  readonly place: P
  readonly summary: Summary
  /** Whether it is a leaf, whatever the features say. */
  readonly ends: boolean
  /** How to split it, once it has been considered. */
  found: Found | null
  /** Once it is split. */
  children: readonly [Growing<P>, Growing<P>] | null
}

/** The nodes below a root in order: each question, then all that is below its yes, then all below its no. */
export const listed = <P>(root: Growing<P>): readonly TreeNode[] => {
  const nodes: TreeNode[] = []
  const stack: { readonly node: Growing<P>; readonly noOf: number }[] = [{ node: root, noOf: -1 }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, noOf } = top
    const place = nodes.length
    if (noOf >= 0) nodes[noOf] = { ...(nodes[noOf] as Question), no: place }
    const { weight, mixed, value } = node.summary
    const known = { rows: weight, impurity: mixed / weight, value }
    if (node.children === null) nodes.push({ kind: 'leaf', ...known })
    else {
      const { feature, threshold } = node.found!
      nodes.push({ kind: 'question', ...known, feature, threshold, yes: place + 1, no: -1 })
      stack.push({ node: node.children[1], noOf: place }, { node: node.children[0], noOf: -1 })
    }
  }
  return nodes
}
