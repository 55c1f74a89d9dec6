/** Exponential. */
import { pointwise, type Unary, unary } from './elementwise.js'
import { mul } from './mul.js'

export const expOp = unary({
  name: 'exp',
  f: Math.exp,
  backward: (dy, y) => mul(dy as never, y),
  notation: { text: 'exp({0})', latex: 'e^{{0}}' },
})

/** `eˣ`. Derivative: itself. */
export const exp: Unary = pointwise(expOp)
