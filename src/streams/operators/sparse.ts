/** A long array that is changed in one place without being copied, and is plain JSON. */

type Node = readonly unknown[]
const width = 32

/** Elements by index; `null` where there is none. A tree of nodes of 32: one level holds 32 elements, two 1024. */
export interface Sparse<A> {
  readonly levels: number
  readonly root: Node
  /** Of what it holds; never set. */
  readonly element?: A
}

/** Without elements. */
export const emptySparse: Sparse<never> = { levels: 1, root: [] }

/** The element at an index, or `null`. */
export const at = <A>({ levels, root }: Sparse<A>, index: number): A | null => {
  if (index >= width ** levels) return null
  let node: any = root
  for (let level = levels - 1; level >= 0 && node; level--) node = node[(index >>> (5 * level)) & 31]
  return node ?? null
}

const replaced = (node: Node, level: number, index: number, element: unknown): Node => {
  const own = (index >>> (5 * level)) & 31
  const next = node.slice()
  while (next.length < own) next.push(null)
  next[own] = level === 0 ? element : replaced((next[own] as Node | null) ?? [], level - 1, index, element)
  return next
}

/**
 * The same with another element at an index (from 0, below 2³⁰), in steps as many as the logarithm of the greatest
 * index.
 */
export const put = <A>(sparse: Sparse<A>, index: number, element: A | null): Sparse<A> => {
  let { levels, root } = sparse
  for (; index >= width ** levels; levels++) root = [root]
  return { levels, root: replaced(root, levels - 1, index, element) }
}
