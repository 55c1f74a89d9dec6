/** Exponential linear units: a line above 0, an exponential that levels off below. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { greater } from '../compare.js'
import { expm1 } from '../expm1.js'
import { mul } from '../mul.js'
import { where } from '../where.js'
import { type ActivationEntry, plain } from './activation.js'

export interface EluOptions {
  /** Where it levels off: at `-alpha`; default 1. */
  readonly alpha?: number
}

/** `above·x` above 0, `below·(eˣ - 1)` elsewhere. The exponential sees no number above 0, so it never overflows. */
const curve = <S extends Shape, D extends Float>(x: Tensor<S, D>, above: number, below: number): Tensor<S, D> => {
  const up = greater(x, 0)
  return where(up, mul(x, above), mul(expm1(where(up, 0, x)), below))
}

/**
 * `x` above 0, `alpha·(eˣ - 1)` elsewhere; range (-alpha, ∞). Derivative: 1 above 0, else `alpha·eˣ`: at 0 it is `alpha`,
 * so without a kink for `alpha` 1.
 * For hidden layers whose outputs should centre on 0. Its problem: the exponential costs more than a ReLU, and far below
 * 0 it is as flat. Throws `RangeError` unless `alpha` is above 0. Source: Clevert, Unterthiner and Hochreiter 2016.
 */
export const elu = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  { alpha = 1 }: EluOptions = {},
): Tensor<S, D> => {
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY)) throw new RangeError(`elu: alpha must be above 0, got ${alpha}`)
  return curve(x, 1, alpha)
}

/** The fixed point at which the mean stays 0 and the variance 1 through a layer of many units. */
const alpha = 1.6732632423543772848170429916717
const scale = 1.0507009873554804934193349852946

/**
 * `λ·x` above 0, `λ·α·(eˣ - 1)` elsewhere, with λ = 1.0507… and α = 1.6733…; range (-1.7581…, ∞).
 * Derivative: λ above 0, else `λ·α·eˣ`.
 * For deep dense networks without normalisation: the mean tends to 0 and the variance to 1. Its problem: that holds for
 * inputs so scaled and weights of variance `1 / fanIn` only, and common dropout breaks it. Source: Klambauer et al. 2017.
 */
export const selu = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => curve(x, scale, scale * alpha)

export const eluEntry: ActivationEntry<Required<EluOptions>> = {
  title: 'ELU',
  formula: 'x where x > 0, α (eˣ - 1) elsewhere',
  use: 'hidden layers whose outputs should centre on 0',
  problem: 'an exponential for each number; flat far below 0',
  of: (options) => (x) => elu(x, options),
  options: [{ alpha: 1 }, { alpha: 0.5 }, { alpha: 2 }],
  facts: ({ alpha }) => ({
    acts: 'onElements',
    range: [-alpha, Number.POSITIVE_INFINITY],
    slopes: [0, Math.max(alpha, 1)],
    ends: [0, 1],
    atZero: 0,
    monotone: true,
    symmetry: 'none',
    joints: [{ at: 0, slopes: [alpha, alpha, 1] }],
  }),
}

export const seluEntry: ActivationEntry<{}> = plain({
  title: 'SELU',
  formula: 'λ x where x > 0, λ α (eˣ - 1) elsewhere',
  use: 'deep dense networks without normalisation',
  problem: 'keeps mean and variance for scaled inputs and weights of variance 1 / fanIn only',
  of: selu,
  facts: {
    acts: 'onElements',
    range: [-scale * alpha, Number.POSITIVE_INFINITY],
    slopes: [0, scale * alpha],
    ends: [0, scale],
    atZero: 0,
    monotone: true,
    symmetry: 'none',
    joints: [{ at: 0, slopes: [scale * alpha, scale * alpha, scale] }],
  },
})
