/** Comparisons: `bool` tensors. They are flat, so nothing flows back through them. */

import { binary, broadcasting, type Comparison } from './elementwise.js'
import type { OpName } from './names.js'

const comparison = (name: OpName, holds: (a: number, b: number) => boolean, text: string, latex = text) =>
  binary({
    name,
    f: (a, b) => (holds(a, b) ? 1 : 0),
    backward: () => [null, null],
    dtype: 'bool',
    distinct: true,
    notation: { text: `{0} ${text} {1}`, latex: `{0} ${latex} {1}`, binds: 0, needs: [1, 1] },
  })

export const equalOp = comparison('equal', (a, b) => a === b, '=')
export const notEqualOp = comparison('notEqual', (a, b) => a !== b, '≠', '\\neq')
export const lessOp = comparison('less', (a, b) => a < b, '<')
export const lessEqualOp = comparison('lessEqual', (a, b) => a <= b, '≤', '\\leq')
export const greaterOp = comparison('greater', (a, b) => a > b, '>')
export const greaterEqualOp = comparison('greaterEqual', (a, b) => a >= b, '≥', '\\geq')

/** `a = b`, broadcasting; NaN equals nothing. */
export const equal: Comparison = broadcasting(equalOp)
/** `a ≠ b`, broadcasting. */
export const notEqual: Comparison = broadcasting(notEqualOp)
/** `a < b`, broadcasting. */
export const less: Comparison = broadcasting(lessOp)
/** `a ≤ b`, broadcasting. */
export const lessEqual: Comparison = broadcasting(lessEqualOp)
/** `a > b`, broadcasting. */
export const greater: Comparison = broadcasting(greaterOp)
/** `a ≥ b`, broadcasting. */
export const greaterEqual: Comparison = broadcasting(greaterEqualOp)
