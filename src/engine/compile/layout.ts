/**
 * Layout choice: permutes move towards the outputs, through elementwise ops, reductions, pads, slices and joins, until they
 * meet their inverse and both are gone. A network in NCHW keeps its kernels' NHWC between its layers this way, and
 * only its edges are permuted.
 */
import { type Shape, sizeOf } from '../../core/shape.js'
import { ops } from '../../ops/index.js'
import { mapCall } from './elementwise.js'
import { type Apply, type Graph, isApply, rewritten, type Value } from './graph.js'

type Order = readonly number[]

const orderOf = (v: Apply): Order => v.attrs.order as Order
const invert = (order: Order): Order => order.map((_, axis) => order.indexOf(axis))
const permuted = (shape: Shape, order: Order): Shape => order.map((axis) => shape[axis]!)
const ascending = (numbers: readonly number[]): boolean => numbers.every((n, i) => i === 0 || numbers[i - 1]! < n)

/** Adds to a graph, as `rewritten` does. */
interface Builder {
  readonly values: readonly Value[]
  readonly emit: (v: Value) => number
}

const reshaped = ({ values, emit }: Builder, at: number, shape: Shape): number => {
  const { dtype } = values[at]!
  return emit({ _tag: 'Apply', op: ops.reshape, attrs: { shape }, args: [at], shape, dtype })
}

/** A value with its axes in another order: where only axes of size 1 change places, its memory stays as it is. */
const turned = (graph: Builder, at: number, order: Order): number => {
  const v = graph.values[at]!
  if (ascending(order)) return at
  if (isApply(v, 'permute')) return turned(graph, v.args[0]!, permuted(orderOf(v), order))
  const shape = permuted(v.shape, order)
  if (ascending(order.filter((axis) => v.shape[axis] !== 1))) return reshaped(graph, at, shape)
  return graph.emit({ _tag: 'Apply', op: ops.permute, attrs: { order }, args: [at], shape, dtype: v.dtype })
}

/** What this permute or broadcast is before its axes are put into an order. */
const before = (graph: Builder, at: number, order: Order): number => {
  const v = graph.values[at] as Apply
  const [from] = v.args
  if (v.op.name === 'permute') return from!
  const own = graph.values[from!]!.shape
  const ones = v.shape.slice(own.length).map(() => 1)
  const aligned = ones.length === 0 ? from! : reshaped(graph, from!, [...ones, ...own])
  const shape = permuted(v.shape, invert(order))
  return graph.emit({ ...v, attrs: { shape }, args: [turned(graph, aligned, invert(order))], shape })
}

/** An op on arguments of which some are permuted alike, as that op on what they were, and the permute of its result. */
const sunk = (graph: Builder, v: Apply, attrs: (order: Order) => Apply['attrs']): number | undefined => {
  const first = v.args.map((a) => graph.values[a]).find((a) => isApply(a, 'permute'))
  if (!isApply(first, 'permute')) return undefined
  const order = orderOf(first)
  const alike = v.args.every((a) => {
    const arg = graph.values[a]
    const same = isApply(arg, 'permute') && orderOf(arg).every((axis, i) => axis === order[i])
    return same || isApply(arg, 'broadcastTo')
  })
  if (!alike) return undefined
  const args = v.args.map((a) => before(graph, a, order))
  return turned(graph, graph.emit({ ...v, attrs: attrs(order), args, shape: permuted(v.shape, invert(order)) }), order)
}

const reduced = (graph: Builder, v: Apply): number | undefined => {
  const arg = graph.values[v.args[0]!]
  if (!isApply(arg, 'permute')) return undefined
  const { axes, keep } = v.attrs as { readonly axes: Order; readonly keep: boolean }
  const order = orderOf(arg)
  // Sums stay in their order where the reduced axes do.
  if (!ascending(axes.filter((a) => arg.shape[a] !== 1).map((a) => order[a]!))) return undefined
  const own = axes.map((a) => order[a]!).toSorted((a, b) => a - b)
  const left = order.filter((axis) => keep || !own.includes(axis))
  const then = left.map((axis) => left.filter((other) => other < axis).length)
  const shape = permuted(v.shape, invert(then))
  return turned(graph, graph.emit({ ...v, attrs: { axes: own, keep }, args: arg.args, shape }), then)
}

const moved = (graph: Builder, v: Apply): number | undefined => {
  const typeOf = (at: number): Value['dtype'] => graph.values[at]!.dtype
  const counts = (order: Order): Apply['attrs'] =>
    Object.fromEntries(
      Object.entries(v.attrs).map(([name, c]) => [name, Array.isArray(c) ? permuted(c, invert(order)) : c]),
    )
  switch (v.op.name) {
    case 'permute':
      return turned(graph, v.args[0]!, orderOf(v))
    case 'sum':
    case 'max':
    case 'min':
      return reduced(graph, v)
    case 'pad':
    case 'slice':
      return sunk(graph, v, counts)
    case 'concat':
      return v.args.every((a) => isApply(graph.values[a], 'permute'))
        ? sunk(graph, v, (order) => ({ axis: order[v.attrs.axis as number]! }))
        : undefined
    default:
      return mapCall(v, typeOf) === undefined ? undefined : sunk(graph, v, () => v.attrs)
  }
}

/** Elements that permutes move. */
const cost = ({ values }: Graph): number =>
  values.reduce((n, v) => (isApply(v, 'permute') ? n + sizeOf(v.shape) : n), 0)

/** The graph with its permutes as near to the outputs as they go. */
export const permutesSunk = (graph: Graph): Graph =>
  rewritten(graph, (v, emit, values) => (v._tag === 'Apply' ? (moved({ values, emit }, v) ?? emit(v)) : emit(v)))

/** The same, if fewer elements are moved then. */
export const withLayoutChosen = (graph: Graph): Graph => {
  const after = permutesSunk(graph)
  return cost(after) < cost(graph) ? after : graph
}
