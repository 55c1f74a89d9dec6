/** Where numbers stopped being finite. */
import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../core/dtype.js'
import { topological } from '../core/graph.js'
import { showShape } from '../core/shape.js'
import type { AnyTensor, Node } from '../core/tensor.js'
import type { Inputs } from './engine.js'
import { evaluate } from './reference.js'

/** The first op that turned finite arguments into NaN or an infinity. */
export interface NotFinite {
  readonly op: string
  readonly value: 'NaN' | 'Infinity' | '-Infinity'
  /** Such as `log f32 [32, 1]: NaN at position 5`. */
  readonly message: string
  /** The message without the op: `f32 [32, 1]: NaN at position 5`. */
  readonly result: string
  readonly tensor: AnyTensor
}

const describe = (t: AnyTensor, value: string, position: number): NotFinite => {
  const { node } = t
  const op = node._tag === 'Apply' ? node.op.name : node._tag === 'Input' ? `input '${node.name}'` : 'a literal'
  const result = `${t.dtype} ${showShape(t.shape)}: ${value} at position ${position}`
  return { op, value: value as NotFinite['value'], message: `${op} ${result}`, result, tensor: t }
}

/**
 * Looks for the first op, in the order of evaluation, whose result is not finite though its arguments are. Only ops
 * whose result reaches a root count: an infinity that a later op turns into a number is no fault.
 */
export const firstNotFinite = (roots: readonly AnyTensor[], inputs: Inputs = {}): O.Option<NotFinite> => {
  const broken = new Map<Node, readonly [value: string, position: number]>()
  evaluate(roots, inputs, ({ node, dtype }, data) => {
    const position = isFloat(dtype) ? data.findIndex((v: number) => !Number.isFinite(v)) : -1
    if (position >= 0) broken.set(node, [String(data[position]), position])
  })
  const reaching = new Set(roots.map((t) => t.node))
  let found: NotFinite | undefined
  for (const t of topological(roots).toReversed()) {
    const at = broken.get(t.node)
    if (at === undefined || !reaching.has(t.node)) continue
    const causes = t.node._tag === 'Apply' ? t.node.args.filter((a) => broken.has(a.node)) : []
    for (const { node } of causes) reaching.add(node)
    if (causes.length === 0) found = describe(t, ...at)
  }
  return O.fromNullable(found)
}
