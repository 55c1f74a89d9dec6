/** Sign. */
import { pointwise, type Unary, unary } from './elementwise.js'

export const signOp = unary({ name: 'sign', f: Math.sign, backward: () => null, away: [0] })

/** -1, 0 or 1 as `x` is below, at or above 0. Derivative: 0. */
export const sign: Unary = pointwise(signOp)
