/** Activations that multiply `x` by a gate made of `x` itself: smooth or cheap relatives of ReLU that dip below 0. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { mul } from '../mul.js'
import { sigmoid } from '../sigmoid.js'
import { tanh } from '../tanh.js'
import { type ActivationEntry, plain } from './activation.js'
import { hardSigmoid } from './bounded.js'
import { softplus } from './softplus.js'

export interface SwishOptions {
  /** Sharpness of the gate; default 1, which is also called SiLU. */
  readonly beta?: number
}

/**
 * `x·σ(beta·x)`, range [-0.2784…/beta, ∞), not monotone: it falls to its minimum at `-1.2784…/beta`.
 * Derivative: `σ(βx)·(1 + βx·(1 - σ(βx)))`, in [-0.0998…, 1.0998…].
 * For deep networks, often better than ReLU. Its problem: an exponential for each number, and two inputs may share an
 * output. Throws `RangeError` unless `beta` is above 0. Source: Ramachandran, Zoph and Le 2017; Elfwing et al. 2018.
 */
export const swish = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  { beta = 1 }: SwishOptions = {},
): Tensor<S, D> => {
  if (!(beta > 0 && beta < Number.POSITIVE_INFINITY)) throw new RangeError(`swish: beta must be above 0, got ${beta}`)
  return mul(x, sigmoid(beta === 1 ? x : mul(x, beta)))
}

/**
 * `x·hardSigmoid(x)`, range [-3/8, ∞), lowest at -3/2. Derivative: 0 to -3, `x/3 + 1/2` between, 1 from 3 on.
 * Swish without an exponential, for small machines. Its problem: kinks at ±3, no gradient below -3.
 * Source: Howard et al. 2019.
 */
export const hardSwish = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => mul(x, hardSigmoid(x))

/**
 * `x·tanh(ln(1 + eˣ))`, range [-0.3088…, ∞), lowest at -1.1924…. Derivative, with `w = tanh(softplus(x))`:
 * `w + x·σ(x)·(1 - w²)`, in [-0.1125…, 1.0884…].
 * For deep networks, as swish. Its problem: the dearest of its kind. Source: Misra 2019.
 */
export const mish = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => mul(x, tanh(softplus(x)))

export const swishEntry: ActivationEntry<Required<SwishOptions>> = {
  title: 'Swish (SiLU)',
  formula: 'x σ(β x)',
  use: 'hidden layers of deep networks',
  problem: 'an exponential for each number; not monotone',
  of: (options) => (x) => swish(x, options),
  options: [{ beta: 1 }, { beta: 2 }],
  facts: ({ beta }) => ({
    acts: 'onElements',
    range: [-0.27846454276107 / beta, Number.POSITIVE_INFINITY],
    slopes: [-0.09983932012887, 1.09983932012887],
    ends: [0, 1],
    atZero: 0,
    monotone: false,
    symmetry: 'ramp',
    joints: [],
  }),
}

export const hardSwishEntry: ActivationEntry<{}> = plain({
  title: 'Hard swish',
  formula: 'x min(max(x/6 + 1/2, 0), 1)',
  use: 'hidden layers on small machines',
  problem: 'kinks at ±3, no gradient below -3',
  of: hardSwish,
  facts: {
    acts: 'onElements',
    range: [-0.375, Number.POSITIVE_INFINITY],
    slopes: [-0.5, 1.5],
    ends: [0, 1],
    atZero: 0,
    monotone: false,
    symmetry: 'ramp',
    joints: [
      { at: -3, slopes: [0, 0, -0.5] },
      { at: 3, slopes: [1.5, 1, 1] },
    ],
  },
})

export const mishEntry: ActivationEntry<{}> = plain({
  title: 'Mish',
  formula: 'x tanh(ln(1 + eˣ))',
  use: 'hidden layers of deep networks',
  problem: 'the dearest of its kind; not monotone',
  of: mish,
  facts: {
    acts: 'onElements',
    range: [-0.30884341301726, Number.POSITIVE_INFINITY],
    slopes: [-0.1125261224, 1.0884981613],
    ends: [0, 1],
    atZero: 0,
    monotone: false,
    symmetry: 'none',
    joints: [],
  },
})
