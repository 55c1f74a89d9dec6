/** Product of two tensors, element by element. */
import { type Binary, binary, broadcasting } from './elementwise.js'

export const mulOp = binary({
  name: 'mul',
  f: (a, b) => a * b,
  whole: Math.imul,
  backward: (dy, _y, a, b) => [mul(dy as never, b), mul(dy as never, a)],
  notation: { text: '{0}·{1}', latex: '{0} \\cdot {1}', binds: 2, needs: [2, 2] },
})

/** `a · b` element by element, broadcasting; whole numbers wrap at 32 bits. Derivative: `b` by `a`, `a` by `b`. */
export const mul: Binary = broadcasting(mulOp)
