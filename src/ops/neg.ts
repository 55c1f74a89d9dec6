/** Negation. */
import { pointwise, type Unary, unary } from './elementwise.js'

export const negOp = unary({
  name: 'neg',
  f: (x) => -x,
  backward: (dy) => neg(dy as never),
  notation: { text: '-{0}', latex: '-{0}', binds: 1, needs: [2] },
})

/** `-x`. Derivative: -1. */
export const neg: Unary = pointwise(negOp)
