/** How much of a moving average's weight its steps have filled. */
import type { Scalar } from '../../core/tensor.js'
import { cast } from '../../ops/cast.js'
import { expm1 } from '../../ops/expm1.js'
import { mul } from '../../ops/mul.js'
import { neg } from '../../ops/neg.js'

/** `1 - decayᵗ`: the share of the total weight that `t` steps have filled; exact for small `t`. */
export const filled = (decay: number, t: Scalar<'i32'>): Scalar<'f64'> =>
  neg(expm1(mul(cast(t, 'f64'), Math.log(decay))))
