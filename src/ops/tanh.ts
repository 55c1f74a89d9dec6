/** Hyperbolic tangent. */
import { pointwise, type Unary, unary } from './elementwise.js'
import { mul } from './mul.js'
import { pow } from './pow.js'
import { sub } from './sub.js'

export const tanhOp = unary({
  name: 'tanh',
  f: Math.tanh,
  backward: (dy, y) => mul(dy as never, sub(1, pow(y, 2))),
  notation: { text: 'tanh({0})', latex: '\\tanh\\left({0}\\right)' },
})

/** `tanh x = (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)`, range (-1, 1). Derivative: `1 - tanh² x`, in [0, 1]. */
export const tanh: Unary = pointwise(tanhOp)
