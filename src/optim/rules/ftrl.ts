/** FTRL-Proximal: follow the regularized leader, coordinate by coordinate. */
import { type Scalar, scalar } from '../../core/tensor.js'
import { abs } from '../../ops/abs.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { lessEqual } from '../../ops/compare.js'
import { div } from '../../ops/div.js'
import { mul } from '../../ops/mul.js'
import { neg } from '../../ops/neg.js'
import { square } from '../../ops/pow.js'
import { sign } from '../../ops/sign.js'
import { sqrt } from '../../ops/sqrt.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { type Counted, counted, fromZero } from '../counter.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, atLeastZero, checkOptions, rateRange } from '../ranges.js'
import type { Schedule } from '../schedules/schedule.js'

export interface FtrlOptions {
  /** Learning rate α: at least 0, or a schedule. Default 0.1. */
  readonly rate?: number | Schedule
  /** Added to the root of the sum of squares, β; above 0. Default 1. */
  readonly beta?: number
  /** L1 penalty λ₁, which makes parameters exactly 0; at least 0. Default 0. */
  readonly l1?: number
  /** L2 penalty λ₂; at least 0. Default 0. */
  readonly l2?: number
}
export interface FtrlState<P> extends Counted {
  /** `n`: the sum of squared gradients. */
  readonly squares: P
  /** `αz + w(β + √n)`: by how much the penalties hold `w` away from where the gradients alone would have it. */
  readonly withheld: P
}

/**
 * `z ← z + g - (√(n + g²) - √n) w / α`, `n ← n + g²`; `w ← 0` where `|z| ≤ λ₁`, else
 * `w ← -(z - λ₁ sign z) / ((β + √n)/α + λ₂)`. It minimises the sum of all linearised losses with both penalties, so `l1`
 * gives exact zeros, not small numbers. Without penalties it is AdaGrad, `w ← w - α g / (β + √n)`, with steps of at most α.
 *
 * `z` starts so that the gradients pull from the parameters' first values (0 in the paper). Under a schedule a gradient
 * counts with the α of its step. Computed by increments, so that small steps lose no digits. Keras's and TensorFlow's
 * `Ftrl` have β 0, start `n` at 0.1 and forget the first values. Throws `RangeError` for options out of range.
 * Source: McMahan et al., "Ad click prediction: a view from the trenches" (2013), algorithm 1.
 */
export const ftrl = <P = any>(options: FtrlOptions = {}): Optimizer<P, FtrlState<P>> => {
  checkOptions('ftrl', { rate: rateRange, beta: aboveZero, l1: atLeastZero, l2: atLeastZero }, { ...options })
  const { rate = 0.1, beta = 1, l1 = 0, l2 = 0 } = options
  const schedule: Schedule = typeof rate === 'number' ? () => scalar(rate, 'f64') : rate
  /** All times α, which may be 0: the pull `αz + w(β + √n)` before penalties, and what divides it. */
  const parts = (alpha: Scalar<'f64'>, g: any, w: any, n: any, withheld: any): Readonly<Record<string, any>> => {
    const a: any = cast(alpha, w.dtype)
    const slowness: any = add(sqrt<any, any>(n), beta)
    const pull: any = add(withheld, mul(g, a))
    return { a, slowness, pull, z: sub(pull, mul(w, slowness)) }
  }
  const step = (alpha: Scalar<'f64'>) => (g: any, w: any, n: any, withheld: any) => {
    const { a, slowness, pull, z } = parts(alpha, g, w, n, withheld)
    const held = add(sub(pull, mul(mul(sign(z), a), l1)), mul(mul(w, a), l2))
    return where(lessEqual(abs(z), mul(a, l1)), neg(w), neg(div<any, any>(held, add(slowness, mul(a, l2)))))
  }
  return {
    init: (params) => ({ step: fromZero(), squares: zeros(params), withheld: zeros(params) }),
    update: (gradient, before, params) => {
      const alpha = schedule(before.step)
      const squares = mapFloats((n, g) => add(n, square(g)), before.squares, gradient)
      const moved = mapFloats(step(alpha), gradient, params, squares, before.withheld)
      const withheld = mapFloats(
        (g, w, n, held, d) => {
          const { pull, slowness } = parts(alpha, g, w, n, held)
          return add(pull, mul(d, slowness))
        },
        gradient,
        params,
        squares,
        before.withheld,
        moved,
      )
      return [moved, { step: counted(before.step), squares, withheld }]
    },
  }
}
