/** Reductions over axes that do not lie side by side: a permute brings them together, so that one kernel serves all. */
import { type Shape, sizeOf } from '../../core/shape.js'
import { ops } from '../../ops/registry.js'
import { type Graph, rewritten } from './graph.js'

/** Axes of a reduction as `[outer, reduced, inner]`; `undefined` where they do not lie side by side. */
export const aroundAxes = (
  shape: Shape,
  axes: readonly number[],
): readonly [outer: number, reduced: number, inner: number] | undefined => {
  const real = axes.filter((a) => shape[a] !== 1)
  if (real.length === 0) return [sizeOf(shape), 1, 1]
  const [first, last] = [real[0]!, real.at(-1)!]
  for (let a = first; a <= last; a++) if (!axes.includes(a) && shape[a] !== 1) return undefined
  return [sizeOf(shape.slice(0, first)), sizeOf(shape.slice(first, last + 1)), sizeOf(shape.slice(last + 1))]
}

const reductions: ReadonlySet<string> = new Set(['sum', 'max', 'min'])

/** The graph with the axes of every reduction side by side, at the end where they were not. */
export const withAxesTogether = (graph: Graph): Graph =>
  rewritten(graph, (v, emit, values) => {
    if (v._tag !== 'Apply' || !reductions.has(v.op.name)) return emit(v)
    const [at] = v.args as readonly [number]
    const { shape, dtype } = values[at]!
    const axes = v.attrs.axes as readonly number[]
    if (aroundAxes(shape, axes) !== undefined) return emit(v)
    const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
    const order = [...kept, ...axes]
    const turned = order.map((axis) => shape[axis]!)
    const copy = emit({ _tag: 'Apply', op: ops.permute, attrs: { order }, args: [at], shape: turned, dtype })
    const last = axes.map((_, i) => kept.length + i)
    const result = kept.map((axis) => shape[axis]!)
    const sum = emit({ ...v, attrs: { axes: last, keep: false }, args: [copy], shape: result })
    if (v.attrs.keep !== true) return sum
    return emit({
      _tag: 'Apply',
      op: ops.reshape,
      attrs: { shape: v.shape },
      args: [sum],
      shape: v.shape,
      dtype: v.dtype,
    })
  })
