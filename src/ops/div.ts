/** Quotient of two tensors, element by element. */
import { type Binary, binary, broadcasting } from './elementwise.js'
import { mul } from './mul.js'
import { neg } from './neg.js'

export const divOp = binary({
  name: 'div',
  f: (a, b) => a / b,
  backward: (dy, y, _a, b) => [div(dy as never, b), neg(div(mul(dy as never, y), b))],
  min: 0.5,
  notation: { text: '{0}/{1}', latex: '\\frac{{0}}{{1}}', binds: 2, needs: [2, 3] },
})

/** `a / b`, broadcasting; by IEEE 754 where `b` is 0. Derivative: `1/b` by `a`, `-a/b²` by `b`. */
export const div: Binary = broadcasting(divOp)
