/** Rectifiers: a line on either side of 0. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Broadcast, Fits } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import { greater } from '../compare.js'
import { mul } from '../mul.js'
import { where } from '../where.js'
import { type ActivationEntry, plain } from './activation.js'

/**
 * `max(0, x)`, range [0, ∞). Derivative: 1 above 0, else 0.
 * For hidden layers: cheap, and nothing fades where it is above 0. Its problem: a unit that is never above 0 learns no
 * more (it is dead). Source: Nair and Hinton 2010.
 */
export const relu = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => where(greater(x, 0), x, 0)

export interface LeakyReluOptions {
  /** Slope below 0; default 0.01. */
  readonly slope?: number
}

/**
 * `x` above 0, `slope·x` below; range (-∞, ∞) for a slope above 0, else [0, ∞). Derivative: 1 above 0, else `slope`.
 * Where units of a ReLU die. Its problem: the slope is one more number to choose, and the kink at 0 stays.
 * Throws `RangeError` for a slope that is not a finite number. Source: Maas, Hannun and Ng 2013.
 */
export const leakyRelu = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  { slope = 0.01 }: LeakyReluOptions = {},
): Tensor<S, D> => {
  if (!Number.isFinite(slope)) throw new RangeError(`leakyRelu: slope must be a finite number, got ${slope}`)
  return where(greater(x, 0), x, mul(x, slope))
}

/**
 * `x` above 0, `slope·x` below, where `slope` is a tensor that broadcasts with `x`: `[…s] and [c] → […s]`.
 * Derivative by `x`: 1 above 0, else the slope; by the slope: `x` below 0, else 0.
 * As `leakyRelu`, but the slope is learned. Its problem: on little data it fits noise, and decay of weights pulls it
 * back to a ReLU, so leave it out of decay. Throws `ShapeError` where the slope does not broadcast. Source: He et al. 2015.
 */
export const prelu = <S extends Shape, B extends Shape, D extends Float>(
  x: Tensor<S, D>,
  slope: Tensor<B, NoInfer<D>> & Fits<S, B>,
): Tensor<Broadcast<S, B>, D> => where(greater(x, 0), x as any, mul(x, slope) as any) as any

export const reluEntry: ActivationEntry<{}> = plain({
  title: 'ReLU',
  formula: 'max(0, x)',
  use: 'hidden layers: the default',
  problem: 'a unit that is never above 0 learns no more',
  of: relu,
  facts: {
    acts: 'onElements',
    range: [0, Number.POSITIVE_INFINITY],
    slopes: [0, 1],
    ends: [0, 1],
    atZero: 0,
    monotone: true,
    symmetry: 'ramp',
    joints: [{ at: 0, slopes: [0, 0, 1] }],
  },
})

export const leakyReluEntry: ActivationEntry<Required<LeakyReluOptions>> = {
  title: 'Leaky ReLU',
  formula: 'x where x > 0, a x elsewhere',
  use: 'hidden layers where units of a ReLU die',
  problem: 'one more number to choose',
  of: (options) => (x) => leakyRelu(x, options),
  options: [{ slope: 0.01 }, { slope: 0.3 }, { slope: -0.5 }],
  facts: ({ slope }) => ({
    acts: 'onElements',
    range: [slope > 0 ? Number.NEGATIVE_INFINITY : 0, Number.POSITIVE_INFINITY],
    slopes: [Math.min(slope, 1), Math.max(slope, 1)],
    ends: [slope, 1],
    atZero: 0,
    monotone: slope >= 0,
    symmetry: slope === 0 ? 'ramp' : slope === 1 ? 'odd' : 'none',
    joints: [{ at: 0, slopes: [slope, slope, 1] }],
  }),
}
