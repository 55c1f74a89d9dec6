/**
 * A differentiable map runs forward and hands back the way back:
 *
 *   Diff<A, B> = a ↦ [b, db ↦ da]
 *
 * `id` and `compose` make it a category, `parallel` and `fanOut` give it products, and `diff` is a functor into it:
 * `diff(g ∘ f) = compose(diff(f), diff(g))`, the chain rule. The forward runs once, however deep the composition.
 * Source: Elliott, "The simple essence of automatic differentiation" (2018).
 */
import { isFloat } from '../core/dtype.js'
import { topological } from '../core/graph.js'
import type { AnyTensor, Node } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { identity } from '../ops/stopGradient.js'
import { zerosLike } from '../ops/sum.js'
import { addTrees } from './monoid.js'
import { total } from './total.js'

export type Diff<A, B> = (a: A) => readonly [value: B, back: (db: B) => A]

/** The map that changes nothing: neutral for `compose`. */
export const id = <A>(a: A): readonly [A, (da: A) => A] => [a, (da) => da]

/** First `f`, then `g`; backwards first `g`, then `f`. */
export const compose =
  <A, B, C>(f: Diff<A, B>, g: Diff<B, C>): Diff<A, C> =>
  (a) => {
    const [b, backF] = f(a)
    const [c, backG] = g(b)
    return [c, (dc) => backF(backG(dc))]
  }

/** `f` and `g` side by side, each on its own argument. */
export const parallel =
  <A, B, C, D>(f: Diff<A, B>, g: Diff<C, D>): Diff<readonly [A, C], readonly [B, D]> =>
  ([a, c]) => {
    const [b, backF] = f(a)
    const [d, backG] = g(c)
    return [[b, d], ([db, dd]) => [backF(db), backG(dd)]]
  }

/** `f` and `g` on one argument; backwards their cotangents add up. */
export const fanOut =
  <A, B, C>(f: Diff<A, B>, g: Diff<A, C>): Diff<A, readonly [B, C]> =>
  (a) => {
    const [b, backF] = f(a)
    const [c, backG] = g(a)
    return [[b, c], ([db, dc]) => addTrees(backF(db), backG(dc))]
  }

/**
 * Differentiates any function between trees of tensors that is written with ops. The way back is again made of ops, so
 * it differentiates again. Leaves that are not floating point get zeros.
 */
export const diff =
  <A, B>(f: (a: A) => B): Diff<A, B> =>
  (a) => {
    const inputs = mapTree((x) => identity(x), a)
    const b = f(inputs)
    return [b, (db) => pull(inputs, leaves(b), leaves(db))]
  }

/** Sends cotangents from results to inputs along the graph, each node once. */
const pull = <A>(inputs: A, ys: readonly AnyTensor[], dys: readonly AnyTensor[]): A => {
  const stop: ReadonlySet<Node> = new Set(leaves(inputs).map((x) => x.node))
  const order = topological(ys, stop)
  const active = new Set<Node>() // what depends on an input
  for (const { node } of order)
    if (stop.has(node) || (node._tag === 'Apply' && node.args.some((x) => active.has(x.node)))) active.add(node)
  const cotangents = new Map<Node, AnyTensor[]>()
  const send = (to: AnyTensor, d: AnyTensor | null): void => {
    if (d === null || !active.has(to.node) || !isFloat(to.dtype)) return
    const before = cotangents.get(to.node)
    if (before === undefined) cotangents.set(to.node, [d])
    else before.push(d)
  }
  const received = ({ node }: AnyTensor): AnyTensor | undefined => {
    const all = cotangents.get(node)
    return all === undefined ? undefined : total(all)
  }
  ys.forEach((y, i) => {
    send(y, dys[i]!)
  })
  for (const y of order.toReversed()) {
    const { node } = y
    if (node._tag !== 'Apply' || stop.has(node)) continue
    const dy = received(y)
    if (dy === undefined) continue
    node.op.backward(node.attrs, dy, y, ...node.args).forEach((d, i) => {
      send(node.args[i]!, d)
    })
  }
  return mapTree((x) => received(x) ?? zerosLike(x), inputs)
}
