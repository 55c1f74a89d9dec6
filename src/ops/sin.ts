/** Sine, cosine and tangent of angles in radians. */
import { div } from './div.js'
import { pointwise, type Unary, unary } from './elementwise.js'
import { mul } from './mul.js'
import { neg } from './neg.js'

export const sinOp = unary({
  name: 'sin',
  f: Math.sin,
  backward: (dy, _y, x) => mul(dy as never, cos(x)),
  notation: { text: 'sin({0})', latex: '\\sin\\left({0}\\right)' },
})
export const cosOp = unary({
  name: 'cos',
  f: Math.cos,
  backward: (dy, _y, x) => mul(dy as never, neg(sin(x))),
  notation: { text: 'cos({0})', latex: '\\cos\\left({0}\\right)' },
})

/** `sin x`, range [-1, 1]; NaN of infinities. Right for angles of every size. Derivative: `cos x`. */
export const sin: Unary = pointwise(sinOp)
/** `cos x`, range [-1, 1]; NaN of infinities. Right for angles of every size. Derivative: `-sin x`. */
export const cos: Unary = pointwise(cosOp)
/** `tan x = sin x / cos x`. Derivative: `1/cos² x`. */
export const tan: Unary = (x) => div(sin(x), cos(x) as never)
