/** Natural logarithm of one plus x, exact near 0. */
import { add } from './add.js'
import { div } from './div.js'
import { pointwise, type Unary, unary } from './elementwise.js'

export const log1pOp = unary({
  name: 'log1p',
  f: Math.log1p,
  backward: (dy, _y, x) => div(dy as never, add(x, 1)),
  min: -0.6,
  notation: { text: 'log(1 + {0})', latex: '\\ln\\left(1 + {0}\\right)', needs: [1] },
})

/** `ln(1 + x)` without cancellation near 0. Derivative: `1/(1 + x)`. */
export const log1p: Unary = pointwise(log1pOp)
