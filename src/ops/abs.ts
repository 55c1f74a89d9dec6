/** Absolute value. */
import { pointwise, type Unary, unary } from './elementwise.js'
import { mul } from './mul.js'
import { sign } from './sign.js'

export const absOp = unary({
  name: 'abs',
  f: Math.abs,
  backward: (dy, _y, x) => mul(dy as never, sign(x)),
  away: [0],
  notation: { text: '|{0}|', latex: '\\left|{0}\\right|' },
})

/** `|x|`. Derivative: the sign of `x`, 0 at 0. */
export const abs: Unary = pointwise(absOp)
