/** Look-ahead: k steps forward, one step back. */

import type { Scalar } from '../../core/tensor.js'
import { scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { equal } from '../../ops/compare.js'
import { mul } from '../../ops/mul.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { choose, mapFloats } from '../floats.js'
import { applyStep, type Optimizer } from '../optimizer.js'
import { checkOptions, factorRange, wholeAboveZero } from '../ranges.js'

export interface LookAheadOptions {
  /** Steps of the fast weights between two of the slow ones, k: a whole number, at least 1. Default 5. */
  readonly every?: number
  /** How far the slow weights go towards the fast ones, α: above 0, at most 1. Default 0.5. */
  readonly rate?: number
}
export interface LookedAhead<P, S> {
  /** Steps since the slow weights moved. */
  readonly count: Scalar<'i32'>
  readonly slow: P
  readonly inner: S
}

/**
 * The parameters are fast weights that `optimizer` moves; every k steps the slow weights go `φ ← φ + α (w - φ)` and the
 * fast ones start again from them, `w ← φ`. The optimizer's state goes on. With `α = 1` it is `optimizer` itself.
 * Throws `RangeError` for options out of range.
 * Source: Zhang, Lucas, Hinton and Ba, "Lookahead optimizer: k steps forward, 1 step back" (2019), algorithm 1.
 *
 * @example lookAhead(adam<Params>({ rate: 1e-3 }))
 */
export const lookAhead = <P, S>(
  optimizer: Optimizer<P, S>,
  options: LookAheadOptions = {},
): Optimizer<P, LookedAhead<P, S>> => {
  checkOptions('lookAhead', { every: wholeAboveZero, rate: factorRange }, { ...options })
  const { every = 5, rate = 0.5 } = options
  return {
    init: (params) => ({ count: scalar(0, 'i32'), slow: params, inner: optimizer.init(params) }),
    update: (gradient, before, params) => {
      const [step, inner] = optimizer.update(gradient, before.inner, params)
      const count = add(before.count, 1)
      const back = equal(count, every)
      const reached = mapFloats((s, w) => add(s, mul(sub(w, s), rate)), before.slow, applyStep(params, step))
      const slow = choose(back, reached, before.slow)
      const toSlow = mapFloats(sub, reached, params)
      return [choose(back, toSlow, step), { count: where(back, 0, count), slow, inner }]
    },
  }
}
