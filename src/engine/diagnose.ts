/** Where numbers stopped being finite. */
import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../core/dtype.js'
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
}

/** Looks for the first op, in the order of evaluation, whose result is not finite though its arguments are. */
export const firstNotFinite = (roots: readonly AnyTensor[], inputs: Inputs = {}): O.Option<NotFinite> => {
  const tainted = new Set<Node>()
  let found: NotFinite | undefined
  evaluate(roots, inputs, (t, data) => {
    if (!isFloat(t.dtype)) return
    const at = data.findIndex((v: number) => !Number.isFinite(v))
    if (at < 0) return
    const { node } = t
    const inherited = node._tag === 'Apply' && node.args.some((a) => tainted.has(a.node))
    tainted.add(node)
    if (found !== undefined || inherited) return
    const op = node._tag === 'Apply' ? node.op.name : node._tag === 'Input' ? `input '${node.name}'` : 'a literal'
    const value = String(data[at]) as NotFinite['value']
    found = { op, value, message: `${op} ${t.dtype} ${showShape(t.shape)}: ${value} at position ${at}` }
  })
  return O.fromNullable(found)
}
