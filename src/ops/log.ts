/** Natural logarithm. */
import { div } from './div.js'
import { pointwise, type Unary, unary } from './elementwise.js'

export const logOp = unary({
  name: 'log',
  f: Math.log,
  backward: (dy, _y, x) => div(dy as never, x),
  min: 0.3,
  notation: { text: 'log({0})', latex: '\\ln\\left({0}\\right)' },
})

/** `ln x`; -Infinity at 0, NaN below. Derivative: `1/x`. */
export const log: Unary = pointwise(logOp)
