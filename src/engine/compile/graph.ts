/** A dataflow graph as a flat list of values, arguments before results: what passes rewrite. */
import type { Data, DType } from '../../core/dtype.js'
import { topological } from '../../core/graph.js'
import type { Attrs, Op } from '../../core/op.js'
import { type Shape, sizeOf } from '../../core/shape.js'
import type { AnyTensor, Node } from '../../core/tensor.js'
import { ops } from '../../ops/registry.js'

export type Value = { readonly shape: Shape; readonly dtype: DType } & (
  | { readonly _tag: 'Literal'; readonly data: Data }
  /** The `index`-th input of the graph. */
  | { readonly _tag: 'Input'; readonly index: number }
  | { readonly _tag: 'Apply'; readonly op: Op; readonly attrs: Attrs; readonly args: readonly number[] }
)

/** An op applied to values. */
export type Apply = Extract<Value, { readonly _tag: 'Apply' }>
/** Whether a value is an op of this name. */
export const isApply = (v: Value | undefined, name: string): v is Apply => v?._tag === 'Apply' && v.op.name === name

export interface Graph {
  readonly values: readonly Value[]
  readonly inputs: readonly { readonly shape: Shape; readonly dtype: DType }[]
  /** Positions in `values`. */
  readonly outputs: readonly number[]
}

const known: ReadonlySet<Op> = new Set(Object.values(ops))
const renamed = new WeakMap<Op, Op>()
/** Kernels and rules go by the name of an op; one that is not ours must not be taken for ours of the same name. */
const ours = (op: Op): Op => {
  if (known.has(op)) return op
  const other = renamed.get(op) ?? { ...op, name: `${op.name} (own)` }
  renamed.set(op, other)
  return other
}

/** What a named input that is none of the graph's own becomes: the index of a new one. */
export type Unknown = (t: AnyTensor, name: string) => number

const unexpected: Unknown = (_, name) => {
  throw new ReferenceError(`compile: input '${name}' is not an argument`)
}

/** The graph of some expressions; `inputs` are the nodes that stand for its inputs. */
export const graphOf = (
  roots: readonly AnyTensor[],
  inputs: readonly AnyTensor[],
  unknown: Unknown = unexpected,
): Graph => {
  const all = inputs.map(({ shape, dtype }) => ({ shape, dtype }))
  const places = new Map<Node, number>()
  const inputIndex = new Map<Node, number>(inputs.map((t, i) => [t.node, i]))
  const values = topological(roots).map(({ node, shape, dtype }, place): Value => {
    places.set(node, place)
    const index = inputIndex.get(node)
    if (index !== undefined) return { _tag: 'Input', index, shape, dtype }
    if (node._tag === 'Literal') return { _tag: 'Literal', data: node.data, shape, dtype }
    if (node._tag === 'Input') {
      const fresh = unknown({ node, shape, dtype }, node.name)
      all[fresh] = { shape, dtype }
      return { _tag: 'Input', index: fresh, shape, dtype }
    }
    const args = node.args.map((a) => places.get(a.node)!)
    return { _tag: 'Apply', op: ours(node.op), attrs: node.attrs, args, shape, dtype }
  })
  return {
    values,
    inputs: all,
    outputs: roots.map((t) => places.get(t.node)!),
  }
}

/**
 * Rewrites value by value, in order. `rewrite` sees a value with its arguments already in the new graph and either
 * gives a new value or the place of one that is already there.
 */
export const rewritten = (
  graph: Graph,
  rewrite: (value: Value, emit: (v: Value) => number, values: readonly Value[]) => number,
): Graph => {
  const values: Value[] = []
  const emit = (v: Value): number => values.push(v) - 1
  const moved: number[] = []
  for (const value of graph.values) {
    const v = value._tag === 'Apply' ? { ...value, args: value.args.map((a) => moved[a]!) } : value
    moved.push(rewrite(v, emit, values))
  }
  return live({ ...graph, values, outputs: graph.outputs.map((o) => moved[o]!) })
}

/** The graph without values that no output needs (dead code). */
export const live = (graph: Graph): Graph => {
  const needed = new Set(graph.outputs)
  for (let i = graph.values.length - 1; i >= 0; i--) {
    const v = graph.values[i]!
    if (needed.has(i) && v._tag === 'Apply') for (const a of v.args) needed.add(a)
  }
  if (needed.size === graph.values.length) return graph
  const moved = new Map<number, number>()
  const values = graph.values.flatMap((v, i): readonly Value[] => {
    if (!needed.has(i)) return []
    moved.set(i, moved.size)
    return [v._tag === 'Apply' ? { ...v, args: v.args.map((a) => moved.get(a)!) } : v]
  })
  return { ...graph, values, outputs: graph.outputs.map((o) => moved.get(o)!) }
}

/** The number of a literal that holds a single one, whatever its shape was broadcast from. */
export const constantOf = (values: readonly Value[], at: number): number | undefined => {
  const v = values[at]!
  if (v._tag === 'Literal') return sizeOf(v.shape) === 1 ? v.data[0] : undefined
  return v._tag === 'Apply' && (v.op.name === 'broadcastTo' || v.op.name === 'reshape')
    ? constantOf(values, v.args[0]!)
    : undefined
}
