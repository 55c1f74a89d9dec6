/** Square root. */
import { div } from './div.js'
import { pointwise, type Unary, unary } from './elementwise.js'
import { mul } from './mul.js'

export const sqrtOp = unary({
  name: 'sqrt',
  f: Math.sqrt,
  backward: (dy, y) => div(dy as never, mul(y, 2)),
  min: 0.3,
  notation: { text: 'sqrt({0})', latex: '\\sqrt{{0}}' },
})

/** `√x`; NaN below 0. Derivative: `1/(2√x)`, Infinity at 0. */
export const sqrt: Unary = pointwise(sqrtOp)
