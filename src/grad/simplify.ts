/** Expressions rewritten by algebra until no rule applies. */
import { topological } from '../core/graph.js'
import type { Attr, Op } from '../core/op.js'
import type { AnyTensor, Node } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { identityOp } from '../ops/stopGradient.js'
import { literalKey } from './rules/constants.js'
import { type Assumption, type Rule, rules } from './rules/index.js'

export interface Simplification {
  /**
   * What may be taken for granted. `'nothing'`: every bit stays, NaN and infinities included. `'finite'` (the default):
   * `x·0` is 0, and the last bits may differ. `'real'`: sums and products are regrouped too, which is for reading:
   * stable forms such as `log1p` are lost.
   */
  readonly assume?: Assumption
  /** `'derivatives'` (the default) leaves `stopGradient` and `identity` where they are; `'values'` removes them. */
  readonly keep?: 'derivatives' | 'values'
}

/** One tensor for each way to build it: equal operations on equal arguments are one node. */
const interner = (): ((t: AnyTensor) => AnyTensor) => {
  const ids = new Map<unknown, number>()
  const known = new Map<string, AnyTensor>()
  const id = (of: unknown): number => {
    const at = ids.get(of) ?? ids.size
    ids.set(of, at)
    return at
  }
  const exact = (_: string, v: Attr): Attr =>
    typeof v === 'number' && (!Number.isFinite(v) || Object.is(v, -0)) ? `#${Object.is(v, -0) ? '-0' : v}` : v
  const keyOf = (t: AnyTensor): string | undefined => {
    const { node } = t
    if (node._tag === 'Literal') return literalKey(t)
    if (node._tag === 'Input') return `${node.name}:${t.dtype}[${t.shape}]`
    if (node.op === identityOp) return undefined // where derivatives are taken: each is itself
    return `${id(node.op)}(${node.args.map((a) => id(a.node))})${JSON.stringify(node.attrs, exact)}`
  }
  return (t) => {
    const key = keyOf(t)
    if (key === undefined) return t
    const before = known.get(key)
    if (before === undefined) known.set(key, t)
    return before ?? t
  }
}

/** The simplest form of each root under some rules. Walks without recursion, each node once. */
const rewritten = (roots: readonly AnyTensor[], table: readonly Rule[], keepIdentity: boolean) => {
  const byOp = new Map<Op, Rule[]>()
  for (const rule of table) for (const op of rule.on) byOp.set(op, [...(byOp.get(op) ?? []), rule])
  const simplest = new Map<Node, AnyTensor>() // the simplest forms lead to themselves
  const intern = interner()

  const settled = (t: AnyTensor): AnyTensor => {
    const { node } = t
    if (node._tag !== 'Apply' || (keepIdentity && node.op === identityOp)) return intern(t)
    const args = node.args.map((a) => simplest.get(a.node)!)
    return intern(args.every((a, i) => a.node === node.args[i]!.node) ? t : { ...t, node: { ...node, args } })
  }
  const step = (t: AnyTensor): AnyTensor | null => {
    const { node } = t
    if (node._tag !== 'Apply') return null
    for (const rule of byOp.get(node.op) ?? []) {
      const simpler = rule.rewrite(node.args, t, node.attrs)
      if (simpler !== null) return simpler
    }
    return null
  }

  for (const root of roots) {
    const work: { readonly from: AnyTensor; now: AnyTensor }[] = [{ from: root, now: root }]
    while (work.length > 0) {
      const top = work[work.length - 1]!
      const { node } = top.now
      const args = node._tag === 'Apply' && !(keepIdentity && node.op === identityOp) ? node.args : []
      const waiting = args.find((a) => !simplest.has(a.node))
      if (waiting !== undefined) {
        work.push({ from: waiting, now: waiting })
        continue
      }
      const t = settled(top.now)
      const known = simplest.get(t.node)
      const next = known === undefined ? step(t) : null
      if (next !== null) {
        top.now = next
        continue
      }
      const done = known ?? t
      for (const { node } of [top.from, t]) simplest.set(node, done)
      work.pop()
    }
  }
  return simplest
}

const rulesFor = ({ assume = 'finite', keep = 'derivatives' }: Simplification): readonly Rule[] =>
  rules.filter(
    (r) =>
      (keep === 'values' || r.valueOnly !== true) &&
      (r.assumes === 'nothing' || assume === 'real' || r.assumes === assume),
  )

/** The form to read: as `simplify`, but it may have more nodes where parts are shared. */
export const readable = <T>(tree: T, how: Simplification): T => {
  const simplest = rewritten(leaves(tree), rulesFor(how), how.keep !== 'values')
  return mapTree((t) => simplest.get(t.node)!, tree)
}

/**
 * The expressions of a tree in their simplest form: by the algebra of `rules`, with constants computed and equal
 * subexpressions shared. Shape, element type and meaning stay; the result never has more nodes. An `identity` node is
 * where derivatives are taken, so what lies behind one is left alone unless only values are kept.
 *
 * Where several nodes use a subexpression, a simpler form may take more of them: then only rules that never add a node
 * are used, and if even that leaves more (one form before an `identity`, one behind it), the tree stays as it is.
 *
 * @example simplify(add(mul(x, 1), 0)) // x
 */
export const simplify = <T>(tree: T, how: Simplification = {}): T => {
  const roots = leaves(tree)
  const size = (ts: readonly AnyTensor[]): number => topological(ts).length
  const all = rulesFor(how)
  for (const table of [all, all.filter((r) => r.adds !== true)]) {
    const simplest = rewritten(roots, table, how.keep !== 'values')
    if (size(roots.map((t) => simplest.get(t.node)!)) <= size(roots)) return mapTree((t) => simplest.get(t.node)!, tree)
  }
  return tree
}
