/** One step on the mean of several gradients. */
import type { Scalar } from '../../core/tensor.js'
import { scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { equal } from '../../ops/compare.js'
import { div } from '../../ops/div.js'
import { where } from '../../ops/where.js'
import { choose, mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, wholeAboveZero } from '../ranges.js'

export interface Accumulated<P, S> {
  /** Gradients in the sum. */
  readonly count: Scalar<'i32'>
  readonly sum: P
  readonly inner: S
}

/**
 * `every` gradients make one step of `optimizer`, on their mean; the steps between are 0 and change nothing but the sum.
 * So a batch that does not fit is given in parts of one size. Schedules of `optimizer` count its steps, not the gradients.
 * Law: it equals one step on the mean gradient. Throws `RangeError` where `every` is not a whole number of at least 1.
 * optax's `MultiSteps`; in PyTorch several `backward` calls on a loss divided by `every`.
 *
 * @example accumulate(4, adam<Params>({ rate: 1e-3 }))
 */
export const accumulate = <P, S>(every: number, optimizer: Optimizer<P, S>): Optimizer<P, Accumulated<P, S>> => {
  checkOptions('accumulate', { every: wholeAboveZero }, { every })
  return {
    init: (params) => ({ count: scalar(0, 'i32'), sum: zeros(params), inner: optimizer.init(params) }),
    update: (gradient, before, params) => {
      const count = add(before.count, 1)
      const full = equal(count, every)
      const sum = mapFloats(add, before.sum, gradient)
      const [step, inner] = optimizer.update(
        mapFloats((s) => div(s, every), sum),
        before.inner,
        params,
      )
      const none = zeros(params)
      return [
        choose(full, step, none),
        { count: where(full, 0, count), sum: choose(full, none, sum), inner: choose(full, inner, before.inner) },
      ]
    },
  }
}
