/** Numbers inside expressions: literals, and literals behind the broadcasts that lift them to a shape. */
import { type Data, type DType, dataFrom } from '../../core/dtype.js'
import type { Op } from '../../core/op.js'
import { sizeOf } from '../../core/shape.js'
import { type AnyTensor, scalar } from '../../core/tensor.js'
import { absOp } from '../../ops/abs.js'
import { addOp } from '../../ops/add.js'
import { castOp } from '../../ops/cast.js'
import { clampOp } from '../../ops/clamp.js'
import { divOp } from '../../ops/div.js'
import { erfOp } from '../../ops/erf.js'
import { expOp } from '../../ops/exp.js'
import { expm1Op } from '../../ops/expm1.js'
import { logOp } from '../../ops/log.js'
import { log1pOp } from '../../ops/log1p.js'
import { maximumOp, minimumOp } from '../../ops/maximum.js'
import { mulOp } from '../../ops/mul.js'
import { negOp } from '../../ops/neg.js'
import { powOp } from '../../ops/pow.js'
import { ceilOp, floorOp, roundOp } from '../../ops/round.js'
import { sigmoidOp } from '../../ops/sigmoid.js'
import { signOp } from '../../ops/sign.js'
import { cosOp, sinOp } from '../../ops/sin.js'
import { sqrtOp } from '../../ops/sqrt.js'
import { subOp } from '../../ops/sub.js'
import { broadcastTo, broadcastToOp } from '../../ops/sum.js'
import { tanhOp } from '../../ops/tanh.js'

/** The number that fills `t`, if `t` is known and filled with one. */
export const constantOf = (t: AnyTensor): number | undefined => {
  let at = t
  while (at.node._tag === 'Apply' && at.node.op === broadcastToOp) at = at.node.args[0]!
  if (at.node._tag !== 'Literal') return undefined
  const { data } = at.node
  if (data.length === 0 || data.length > 64) return undefined
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], data[0])) return undefined
  return data[0]
}

/** A constant of the shape and element type of `t`. */
export const filled = (t: AnyTensor, value: number): AnyTensor =>
  t.shape.length === 0 ? scalar(value, t.dtype) : broadcastTo(scalar(value, t.dtype), t.shape)

/** The shortest decimal form that reads back as the same number of that element type. */
export const shortest = (value: number, dtype: DType): string => {
  if (dtype !== 'f32' || !Number.isFinite(value)) return String(value)
  const wanted = Math.fround(value)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(wanted.toPrecision(digits))
    if (Math.fround(short) === wanted) return String(short)
  }
  return String(Number(wanted.toPrecision(9)))
}

/** Whether a number reads well where it stands: `0.125` does, `0.3333333333333333` does not. */
export const isShort = (value: number, dtype: DType): boolean => shortest(value, dtype).length <= 6

const always = new Set<Op>([addOp, subOp, mulOp, negOp, castOp])
const whereShort = new Set<Op>([
  ...[divOp, powOp, absOp, signOp, sqrtOp, erfOp, expOp, expm1Op, logOp, log1pOp, tanhOp, sigmoidOp, sinOp, cosOp],
  ...[floorOp, ceilOp, roundOp, clampOp, maximumOp, minimumOp],
])

/** Elementwise ops, which of constants make a constant. */
export const foldable: readonly Op[] = [...always, ...whereShort]

/**
 * A foldable op of constants as a constant, by the op's own `forward`. Quotients, powers and functions are kept
 * where their decimals are long: `1/3` and `exp(1)` say more.
 */
export const folded = (t: AnyTensor): AnyTensor | null => {
  const { node } = t
  if (node._tag !== 'Apply' || sizeOf(t.shape) === 0) return null
  const numbers: Data[] = []
  for (const a of node.args) {
    const value = constantOf(a)
    if (value === undefined) return null
    numbers.push(dataFrom(a.dtype, [value]))
  }
  const specs = node.args.map(({ dtype }) => ({ shape: [], dtype }))
  const value = node.op.forward(node.attrs, { shape: [], dtype: t.dtype }, numbers, specs)[0]!
  return always.has(node.op) || isShort(value, t.dtype) ? filled(t, value) : null
}

/** Literals of few numbers can be told apart by them. */
export const literalKey = (t: AnyTensor): string | undefined =>
  t.node._tag === 'Literal' && t.node.data.length <= 16
    ? `${t.dtype}[${t.shape}]${Array.from(t.node.data, (v) => (Object.is(v, -0) ? '-0' : String(v)))}`
    : undefined
