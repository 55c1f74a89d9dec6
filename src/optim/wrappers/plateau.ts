/** A rate that falls when a metric has stopped getting better. */
import { type Scalar, scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { greater, less } from '../../ops/compare.js'
import { maximum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { multiply } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions, factorRange, wholeAtLeastZero } from '../ranges.js'

export interface PlateauOptions {
  /** What a plateau multiplies the rate by: above 0, at most 1. Default 0.1. */
  readonly factor?: number
  /** Metrics without a better one that are borne; one more is a plateau. A whole number, at least 0. Default 10. */
  readonly patience?: number
  /** What counts as better; at least 0. Default 1e-4. */
  readonly threshold?: number
  /** Whether better is by a share of the best or by a difference from it. Default `relative`. */
  readonly compare?: 'relative' | 'absolute'
  /** Whether a better metric is smaller, `min`, or larger, `max`. Default `min`. */
  readonly mode?: 'min' | 'max'
  /** Metrics after a plateau that do not count as bad. A whole number, at least 0. Default 0. */
  readonly cooldown?: number
  /** Smallest factor in all; at least 0. Default 0. */
  readonly smallest?: number
}
export interface PlateauState {
  /** What the rate is multiplied by. */
  readonly factor: Scalar<'f64'>
  readonly best: Scalar<'f64'>
  /** Metrics since the best. */
  readonly bad: Scalar<'i32'>
  readonly cooling: Scalar<'i32'>
}
export interface Plateau {
  readonly init: () => PlateauState
  /** The state after one more metric. */
  readonly observe: (before: PlateauState, metric: Scalar<'f64'>) => PlateauState
}

/**
 * A fold over a metric, such as the validation loss of each epoch. A metric is better than the best where it is below
 * `best · (1 - threshold)`, `best - threshold` for `absolute`; for `max` above `best · (1 + threshold)`,
 * `best + threshold`. More than `patience` in a row that are not better multiply the factor.
 *
 * As PyTorch's `ReduceLROnPlateau`, without its `eps`. `relative` is meant for metrics that are not negative. NaN is never
 * better. Throws `RangeError` for options out of range.
 */
export const plateau = (options: PlateauOptions = {}): Plateau => {
  const ranges = { factor: factorRange, threshold: atLeastZero, smallest: atLeastZero }
  checkOptions('plateau', { ...ranges, patience: wholeAtLeastZero, cooldown: wholeAtLeastZero }, { ...options })
  const { factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, smallest = 0 } = options
  const { compare = 'relative', mode = 'min' } = options
  const sign = mode === 'min' ? -1 : 1
  return {
    init: () => ({
      factor: scalar(1, 'f64'),
      best: scalar(-sign * Number.POSITIVE_INFINITY, 'f64'),
      bad: scalar(0, 'i32'),
      cooling: scalar(0, 'i32'),
    }),
    observe: (before, metric) => {
      const bound = compare === 'relative' ? mul(before.best, 1 + sign * threshold) : add(before.best, sign * threshold)
      const better = mode === 'min' ? less(metric, bound) : greater(metric, bound)
      const cooling = greater(before.cooling, 0)
      const bad = where(cooling, 0, where(better, 0, add(before.bad, 1)))
      const flat = greater(bad, patience)
      return {
        factor: where(flat, maximum(mul(before.factor, factor), smallest), before.factor),
        best: where(better, metric, before.best),
        bad: where(flat, 0, bad),
        cooling: where(flat, cooldown, maximum(sub(before.cooling, 1), 0)),
      }
    },
  }
}

export interface OnPlateau<P, S> extends Optimizer<P, OnPlateauState<S>> {
  /** The state after one more metric; its steps and its own state are as before. */
  readonly observe: (state: OnPlateauState<S>, metric: Scalar<'f64'>) => OnPlateauState<S>
}
export interface OnPlateauState<S> {
  readonly plateau: PlateauState
  readonly inner: S
}

/**
 * `optimizer` with its steps multiplied by the factor of a `plateau`. What the metric is and when it is measured is the
 * training loop's to say, as an optimizer sees only gradients: between steps the loop calls `observe`, which returns the
 * state to go on with. The factor is a tensor of the state, so one compiled step serves all.
 *
 * @example
 * const optimizer = onPlateau(adam<Params>({ rate: 1e-3 }), { patience: 3 })
 * const next = optimizer.observe(state, scalar(validationLoss, 'f64'))
 */
export const onPlateau = <P, S>(optimizer: Optimizer<P, S>, options: PlateauOptions = {}): OnPlateau<P, S> => {
  const { init, observe } = plateau(options)
  return {
    init: (params) => ({ plateau: init(), inner: optimizer.init(params) }),
    update: (gradient, before, params) => {
      const [step, inner] = optimizer.update(gradient, before.inner, params)
      return [multiply(before.plateau.factor, step), { plateau: before.plateau, inner }]
    },
    observe: ({ plateau: before, inner }, metric) => ({ plateau: observe(before, metric), inner }),
  }
}
