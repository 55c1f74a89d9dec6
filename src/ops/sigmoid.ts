/** Logistic sigmoid. */
import { pointwise, type Unary, unary } from './elementwise.js'
import { mul } from './mul.js'
import { sub } from './sub.js'

export const sigmoidOp = unary({
  name: 'sigmoid',
  f: (x) => {
    if (x >= 0) return 1 / (1 + Math.exp(-x))
    const e = Math.exp(x)
    return e / (1 + e)
  },
  backward: (dy, y) => mul(dy as never, mul(y, sub(1, y))),
  notation: { text: 'σ({0})', latex: '\\sigma\\left({0}\\right)' },
})

/**
 * `σ(x) = 1 / (1 + e⁻ˣ)`, range (0, 1), without overflow on either side.
 * Derivative: `σ(x)·(1 - σ(x))`, in [0, 0.25]: products of many vanish.
 */
export const sigmoid: Unary = pointwise(sigmoidOp)
