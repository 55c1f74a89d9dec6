/** Taking expressions apart and putting them together, for the rules: operands already have one shape and type. */
import { apply, type Op } from '../../core/op.js'
import type { AnyTensor } from '../../core/tensor.js'
import { addOp } from '../../ops/add.js'
import { divOp } from '../../ops/div.js'
import { noAttrs } from '../../ops/elementwise.js'
import { mulOp } from '../../ops/mul.js'
import { negOp } from '../../ops/neg.js'
import { powOp } from '../../ops/pow.js'
import { subOp } from '../../ops/sub.js'

/** The arguments of `t` if it is `op` applied to something. */
export const argumentsOf = (t: AnyTensor, op: Op): readonly AnyTensor[] | undefined =>
  t.node._tag === 'Apply' && t.node.op === op ? t.node.args : undefined
/** The only argument of `t` if it is `op` applied to something. */
export const argumentOf = (t: AnyTensor, op: Op): AnyTensor | undefined => argumentsOf(t, op)?.[0]
/** The exponent of a power, 1 for anything else. */
export const exponentOf = (t: AnyTensor): number =>
  t.node._tag === 'Apply' && t.node.op === powOp ? (t.node.attrs as { readonly exponent: number }).exponent : 1
/** The base of a power, anything else itself. */
export const baseOf = (t: AnyTensor): AnyTensor => argumentOf(t, powOp) ?? t

export const applied = (op: Op, ...args: readonly AnyTensor[]): AnyTensor => apply(op, noAttrs, ...args)
export const plus = (a: AnyTensor, b: AnyTensor): AnyTensor => applied(addOp, a, b)
export const minus = (a: AnyTensor, b: AnyTensor): AnyTensor => applied(subOp, a, b)
export const times = (a: AnyTensor, b: AnyTensor): AnyTensor => applied(mulOp, a, b)
export const over = (a: AnyTensor, b: AnyTensor): AnyTensor => applied(divOp, a, b)
export const negated = (a: AnyTensor): AnyTensor => applied(negOp, a)
export const power = (a: AnyTensor, exponent: number): AnyTensor => (exponent === 1 ? a : apply(powOp, { exponent }, a))

/**
 * Whether two expressions are built alike. Meant for a fresh expression over shared nodes: nodes that are one object
 * are not entered, and the first difference ends the walk.
 */
export const alike = (a: AnyTensor, b: AnyTensor, depth = 64): boolean => {
  const [m, n] = [a.node, b.node]
  if (m === n) return true
  if (depth === 0 || a.dtype !== b.dtype || a.shape.length !== b.shape.length) return false
  if (m._tag === 'Literal')
    return n._tag === 'Literal' && m.data.length === n.data.length && m.data.every((v, i) => Object.is(v, n.data[i]))
  if (m._tag !== 'Apply' || n._tag !== 'Apply') return false
  return (
    m.op === n.op &&
    m.args.length === n.args.length &&
    JSON.stringify(m.attrs) === JSON.stringify(n.attrs) &&
    m.args.every((x, i) => alike(x, n.args[i]!, depth - 1))
  )
}
