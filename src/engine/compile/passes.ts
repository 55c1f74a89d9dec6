/** Rewrites that keep every number: aliases, layout, common subexpressions, constants, algebra. */
import type { Attrs } from '../../core/op.js'
import { sameShape, sizeOf } from '../../core/shape.js'
import { attrsText, exactly, identityOf } from '../identity.js'
import { type Apply, constantOf, type Graph, isApply, rewritten, type Value } from './graph.js'
import { withLayoutChosen } from './layout.js'
import { withAxesTogether } from './reductions.js'

/** A named rewrite of a whole graph; its law: the outputs keep their numbers. */
export interface Pass {
  readonly name: string
  readonly run: (graph: Graph) => Graph
}

/** Values that are their argument under the same shape: the identity, and what stops gradients. */
const aliases: Pass = {
  name: 'aliases',
  run: (graph) =>
    rewritten(graph, (v, emit, values) => {
      if (v._tag !== 'Apply' || v.op.passes !== true) return emit(v)
      const [first] = v.args
      const { shape, dtype } = values[first!]!
      return sameShape(shape, v.shape) && dtype === v.dtype ? first! : emit(v)
    }),
}

/** Results of at most this many elements are computed while compiling, and literals up to it compared. */
const largestConstant = 64

/** What two values must share to be one: plain attributes make this a string. */
const keyOf = (v: Value): string | undefined => {
  if (v._tag === 'Input') return `input ${v.index}`
  if (v._tag === 'Literal')
    return v.data.length <= largestConstant
      ? `${v.dtype} [${v.shape.join()}] ${Array.from(v.data, exactly).join()}`
      : undefined
  return `${v.op.name} ${identityOf(v.op)} ${attrsText(v.attrs)} (${v.args.join()})`
}

/** Equal operations on equal arguments are computed once. Ops are told apart by identity, not only by name. */
const commonSubexpressions: Pass = {
  name: 'common subexpressions',
  run: (graph) => {
    const seen = new Map<string, number>()
    return rewritten(graph, (v, emit) => {
      const key = keyOf(v)
      if (key === undefined) return emit(v)
      const known = seen.get(key)
      if (known !== undefined) return known
      const at = emit(v)
      seen.set(key, at)
      return at
    })
  },
}

const constants: Pass = {
  name: 'constants',
  run: (graph) =>
    rewritten(graph, (v, emit, values) => {
      if (v._tag !== 'Apply' || v.op.passes === true || sizeOf(v.shape) > largestConstant) return emit(v)
      if (v.op.name === 'broadcastTo') return emit(v) // cheaper as it is
      const args = v.args.map((a) => values[a]!)
      const data = args.flatMap((a) => (a._tag === 'Literal' && a.data.length <= largestConstant ? [a.data] : []))
      if (data.length < args.length) return emit(v)
      return emit({ _tag: 'Literal', data: v.op.forward(v.attrs, v, data, args), shape: v.shape, dtype: v.dtype })
    }),
}

/** One rewrite: the place of an equal value, another value, or nothing. All are exact, NaN and infinities included. */
type Rule = (v: Apply, values: readonly Value[]) => number | Value | undefined

const orderOf = (attrs: Attrs): readonly number[] => attrs.order as readonly number[]

const rules: { readonly [op: string]: Rule } = {
  mul: ({ args: [a, b] }, values) => (constantOf(values, b!) === 1 ? a : constantOf(values, a!) === 1 ? b : undefined),
  div: ({ args: [a, b] }, values) => (constantOf(values, b!) === 1 ? a : undefined),
  sub: ({ args: [a, b] }, values) => (Object.is(constantOf(values, b!), 0) ? a : undefined),
  neg: ({ args: [a] }, values) => {
    const inner = values[a!]
    return isApply(inner, 'neg') ? inner.args[0] : undefined
  },
  permute: (v, values) => {
    const order = orderOf(v.attrs)
    if (order.every((axis, i) => axis === i)) return v.args[0]
    const inner = values[v.args[0]!]
    if (!isApply(inner, 'permute')) return undefined
    return { ...v, attrs: { order: order.map((axis) => orderOf(inner.attrs)[axis]!) }, args: inner.args }
  },
  reshape: (v, values) => {
    const inner = values[v.args[0]!]!
    if (sameShape(inner.shape, v.shape)) return v.args[0]
    return isApply(inner, 'reshape') ? { ...v, args: inner.args } : undefined
  },
  broadcastTo: (v, values) => (sameShape(values[v.args[0]!]!.shape, v.shape) ? v.args[0] : undefined),
}

const algebra: Pass = {
  name: 'algebra',
  run: (graph) =>
    rewritten(graph, (v, emit, values) => {
      let now: Value = v
      for (;;) {
        const next: number | Value | undefined = now._tag === 'Apply' ? rules[now.op.name]?.(now, values) : undefined
        if (typeof next === 'number') return next
        if (next === undefined) return emit(now)
        now = next
      }
    }),
}

const layout: Pass = { name: 'layout', run: withLayoutChosen }
const axesTogether: Pass = { name: 'axes together', run: withAxesTogether }

/** In the order in which they run; each leaves less for the next. */
export const passes: readonly Pass[] = [aliases, layout, axesTogether, algebra, constants, commonSubexpressions]

export const optimized = (graph: Graph): Graph => passes.reduce((g, pass) => pass.run(g), graph)
