/** Exponential less one, exact near 0. */
import { add } from './add.js'
import { pointwise, type Unary, unary } from './elementwise.js'
import { mul } from './mul.js'

export const expm1Op = unary({
  name: 'expm1',
  f: Math.expm1,
  backward: (dy, y) => mul(dy as never, add(y, 1)),
  notation: { text: 'expm1({0})', latex: '\\left(e^{{0}} - 1\\right)' },
})

/** `eˣ - 1` without cancellation near 0. Derivative: `eˣ`. */
export const expm1: Unary = pointwise(expm1Op)
