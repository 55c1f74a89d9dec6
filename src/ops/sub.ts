/** Difference of two tensors. */
import { type Binary, binary, broadcasting } from './elementwise.js'
import { neg } from './neg.js'

export const subOp = binary({
  name: 'sub',
  f: (a, b) => a - b,
  backward: (dy) => [dy, neg(dy as never)],
  notation: { text: '{0} - {1}', latex: '{0} - {1}', binds: 1, needs: [1, 2] },
})

/** `a - b`, broadcasting. Derivative: 1 by `a`, -1 by `b`. */
export const sub: Binary = broadcasting(subOp)
