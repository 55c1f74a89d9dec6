/** Remainder with the sign of the divisor. */

import { div } from './div.js'
import { type Binary, binary, broadcasting } from './elementwise.js'
import { mul } from './mul.js'
import { round } from './round.js'
import { sub } from './sub.js'

const modOf = (a: number, b: number): number => {
  const r = a % b
  const y = r !== 0 && r < 0 !== b < 0 ? r + b : r
  return y !== 0 ? y : b < 0 ? -0 : 0
}

const above = { shape: [2, 3], min: 2.2, max: 2.9 } as const
const below = { shape: [2, 3], min: -2.9, max: -2.2 } as const
const one = { shape: [2, 3], min: 1.5, max: 2 } as const
const minus = { shape: [2, 3], min: -2, max: -1.5 } as const

export const modOp = {
  ...binary({
    name: 'mod',
    f: modOf,
    // (y - a)/b is -floor(a/b), rounded because it is whole
    backward: (dy, y, a, b) => [dy, mul(dy as any, round(div(sub(y, a), b)))],
    notation: { text: '{0} mod {1}', latex: '{0} \\bmod {1}', binds: 2, needs: [3, 3] },
  }),
  domain: [
    { attrs: {}, args: [above, one] },
    { attrs: {}, args: [above, minus] },
    { attrs: {}, args: [below, one] },
    { attrs: {}, args: [below, minus] },
  ],
}

/**
 * `a - b · floor(a/b)`, broadcasting: a remainder between 0 and `b`, with the sign of `b` (zeros as well), as Python,
 * NumPy and PyTorch have it. NaN by 0, and of whole numbers 0. Derivatives: 1 by `a`, `-floor(a/b)` by `b`.
 */
export const mod: Binary = broadcasting(modOp)
