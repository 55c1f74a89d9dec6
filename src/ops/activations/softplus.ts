/** The smooth rectifier. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../add.js'
import { exp } from '../exp.js'
import { expm1 } from '../expm1.js'
import { log1p } from '../log1p.js'
import { maximum } from '../maximum.js'
import { stopGradient } from '../stopGradient.js'
import { sub } from '../sub.js'
import { type ActivationEntry, plain } from './activation.js'

/**
 * `ln(1 + eˣ)`, range (0, ∞), a smooth ReLU. Derivative: the sigmoid.
 * Written `m + log1p(e^(x-m) + expm1(-m))` with `m = max(x, 0)` held constant: exact on both sides, to every order.
 * For outputs that must be positive: rates, variances. Its problem: as a hidden layer it costs more than a ReLU and is
 * never 0. Source: Dugas et al. 2001.
 */
export const softplus = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => {
  const m = stopGradient(maximum(x, 0))
  return add(m, log1p(add(exp(sub(x, m)), expm1(sub(0, m)))))
}

export const softplusEntry: ActivationEntry<{}> = plain({
  title: 'Softplus',
  formula: 'ln(1 + eˣ)',
  use: 'outputs that must be positive: rates, variances',
  problem: 'dearer than a ReLU, and never 0',
  of: softplus,
  facts: {
    acts: 'onElements',
    range: [0, Number.POSITIVE_INFINITY],
    slopes: [0, 1],
    ends: [0, 1],
    atZero: Math.LN2,
    monotone: true,
    symmetry: 'ramp',
    joints: [],
  },
})
