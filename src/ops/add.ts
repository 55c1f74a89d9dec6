/** Sum of two tensors. */
import { type Binary, binary, broadcasting } from './elementwise.js'

export const addOp = binary({
  name: 'add',
  f: (a, b) => a + b,
  backward: (dy) => [dy, dy],
  notation: { text: '{0} + {1}', latex: '{0} + {1}', binds: 1, needs: [1, 1] },
})

/** `a + b`, broadcasting. Derivative: 1 by either. */
export const add: Binary = broadcasting(addOp)
