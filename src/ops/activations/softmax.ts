/** Softmax and its logarithm, written so that no intermediate value overflows. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { AxisOf, Reduced } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../add.js'
import { div } from '../div.js'
import { exp } from '../exp.js'
import { max } from '../extremum.js'
import { log } from '../log.js'
import { stopGradient } from '../stopGradient.js'
import { sub } from '../sub.js'
import { sum } from '../sum.js'
import { type ActivationEntry, plain } from './activation.js'

/** `x - max(x)` along an axis; the maximum is held constant, which changes no derivative of what follows. */
export const shifted = (x: any, axis: number): readonly [any, any] => {
  const top: any = stopGradient(max(x, [axis], 'keep') as any)
  return [sub(x, top), top]
}

/**
 * `eˣⁱ / Σⱼ eˣʲ` along `axis` (default the last): numbers in (0, 1) that sum to 1.
 * Derivative: `∂yᵢ/∂xⱼ = yᵢ·(δᵢⱼ - yⱼ)`.
 * The output for one of several classes. Its problem: it is never 0, and one far logit leaves the others no gradient; losses
 * take logits for that. Source: Bridle 1990.
 */
export const softmax = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  axis: AxisOf<S> = -1 as AxisOf<S>,
): Tensor<S, D> => {
  const [z] = shifted(x, axis)
  const e: any = exp(z)
  return div(e, sum(e, [axis], 'keep') as any)
}

/** `ln Σⱼ eˣʲ` along `axis` (default the last), which is dropped. Derivative: the softmax. */
export const logSumExp = <S extends Shape, D extends Float, const A extends AxisOf<S> = -1 & AxisOf<S>>(
  x: Tensor<S, D>,
  axis: A = -1 as A,
): Tensor<Reduced<S, A, false>, D> => {
  const [z, top] = shifted(x, axis)
  return add(log(sum(exp(z) as any, [axis]) as any), sum(top, [axis]) as any) as any
}

/**
 * `xᵢ - ln Σⱼ eˣʲ` along `axis` (default the last): the logarithm of the softmax, range (-∞, 0].
 * Derivative: `∂yᵢ/∂xⱼ = δᵢⱼ - softmax(x)ⱼ`.
 * For likelihoods: exact where the softmax rounds to 0 or 1. Its problem: without a lower bound.
 */
export const logSoftmax = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  axis: AxisOf<S> = -1 as AxisOf<S>,
): Tensor<S, D> => {
  const [z] = shifted(x, axis)
  return sub(z, log(sum(exp(z) as any, [axis], 'keep') as any) as any) as any
}

export const softmaxEntry: ActivationEntry<{}> = plain({
  title: 'Softmax',
  formula: 'eˣⁱ / Σⱼ eˣʲ',
  use: 'the output for one of several classes',
  problem: 'never 0; one far logit leaves the others no gradient',
  of: (x) => softmax(x as Tensor<Shape>) as any,
  facts: { acts: 'onRows', range: [0, 1], sums: 'one', sparse: false, smoothAt: () => true },
})

export const logSoftmaxEntry: ActivationEntry<{}> = plain({
  title: 'Log-softmax',
  formula: 'xᵢ - ln Σⱼ eˣʲ',
  use: 'likelihoods of one of several classes',
  problem: 'without a lower bound',
  of: (x) => logSoftmax(x as Tensor<Shape>) as any,
  facts: {
    acts: 'onRows',
    range: [Number.NEGATIVE_INFINITY, 0],
    sums: 'logOfOne',
    sparse: false,
    smoothAt: () => true,
  },
})
