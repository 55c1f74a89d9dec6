/** What flows back to one tensor from all who read it, added up. */
import type { AnyTensor } from '../core/tensor.js'
import { add } from '../ops/add.js'
import { concat } from '../ops/concat.js'
import { padOp } from '../ops/slice.js'
import { full } from '../ops/sum.js'

/** Numbers at `start … stop-1` of one axis, zero beside them. */
interface Part {
  readonly whole: AnyTensor
  readonly inner: AnyTensor
  readonly axis: number
  readonly start: number
  readonly stop: number
}

const partOf = (whole: AnyTensor): Part | undefined => {
  const { node, shape } = whole
  if (node._tag !== 'Apply' || node.op !== padOp || node.attrs.value !== 0) return undefined
  const inner = node.args[0]!
  const [axis = -1, ...others] = shape.flatMap((d, i) => (d === inner.shape[i] ? [] : [i]))
  if (axis < 0 || others.length > 0 || (node.attrs.between as readonly number[]).some((n) => n !== 0)) return undefined
  const start = (node.attrs.before as readonly number[])[axis]!
  return { whole, inner, axis, start, stop: start + inner.shape[axis]! }
}

const grouped = (parts: readonly Part[], by: (part: Part) => string): readonly (readonly Part[])[] => {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const group = groups.get(by(part))
    if (group === undefined) groups.set(by(part), [part])
    else group.push(part)
  }
  return [...groups.values()]
}

/** Tensors of one shape added up, in their order. */
const summed = (ts: readonly AnyTensor[]): AnyTensor => ts.reduce((a, b) => add(a as never, b as never))

/** One tensor from parts of one axis that lie one behind the other, zero between them. */
const joined = (parts: readonly Part[]): AnyTensor => {
  const { whole, axis } = parts[0]!
  if (parts.length === 1) return whole
  const zeros = (from: number, to: number): readonly AnyTensor[] =>
    from === to
      ? []
      : [
          full(
            whole.shape.map((d, i) => (i === axis ? to - from : d)),
            0,
            whole.dtype,
          ),
        ]
  const pieces = parts.flatMap(({ inner, start }, i) => [...zeros(parts[i - 1]?.stop ?? 0, start), inner])
  return concat([...pieces, ...zeros(parts.at(-1)!.stop, whole.shape[axis]!)], axis)
}

/** Parts of one axis: those of one place added up, then rows of them without overlap, each joined. */
const layered = (parts: readonly Part[]): readonly AnyTensor[] => {
  const distinct = grouped(parts, ({ start, stop }) => `${start} ${stop}`).map((same): Part => {
    const [first] = same
    if (same.length === 1) return first!
    const inner = summed(same.map((p) => p.inner))
    const { attrs } = first!.whole.node as Extract<AnyTensor['node'], { readonly _tag: 'Apply' }>
    const whole: AnyTensor = { ...first!.whole, node: { _tag: 'Apply', op: padOp, attrs, args: [inner] } }
    return { ...first!, inner, whole }
  })
  const layers: Part[][] = []
  for (const part of distinct.toSorted((a, b) => a.start - b.start || a.stop - b.stop)) {
    const free = layers.find((layer) => layer.at(-1)!.stop <= part.start)
    if (free === undefined) layers.push([part])
    else free.push(part)
  }
  return layers.map(joined)
}

/**
 * The sum of cotangents of one tensor. What slices of it send back is nearly all zeros: parts beside each other are
 * joined by one `concat`, so that the way back of `n` slices costs one pass over the tensor and not `n`.
 */
export const total = (cotangents: readonly AnyTensor[]): AnyTensor => {
  if (cotangents.length === 1) return cotangents[0]!
  const parts: Part[] = []
  const rest: AnyTensor[] = []
  for (const d of cotangents) {
    const part = partOf(d)
    if (part === undefined) rest.push(d)
    else parts.push(part)
  }
  return summed([...rest, ...grouped(parts, ({ axis }) => `${axis}`).flatMap(layered)])
}
