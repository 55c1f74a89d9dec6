/** How much of a stretch of steps has passed. */
import type { Scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { minimum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { cos } from '../../ops/sin.js'
import { sub } from '../../ops/sub.js'

/** `min(t / steps, 1)`. */
export const progress = (step: Scalar<'i32'>, steps: number): Scalar<'f64'> => minimum(div(cast(step, 'f64'), steps), 1)

/** `from + (to - from) · p` for `p` from 0 to 1. */
export const along = (from: number, to: number, p: Scalar<'f64'>): Scalar<'f64'> => add(mul(p, to - from), from)

/** `to + (from - to) · (1 + cos πp) / 2` for `p` from 0 to 1: half a cosine from one number to the other. */
export const alongCosine = (from: number, to: number, p: Scalar<'f64'>): Scalar<'f64'> =>
  add(mul(add(cos(mul(p, Math.PI)), 1), (from - to) / 2), to)

/** `1 - p`. */
export const left = (p: Scalar<'f64'>): Scalar<'f64'> => sub(1, p)
