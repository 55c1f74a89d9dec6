/** Activations composed of ops, written so that no intermediate value overflows. */
import type { Float } from '../core/dtype.js'
import type { Shape } from '../core/shape.js'
import type { AxisOf, Reduced } from '../core/sizes.js'
import type { Tensor } from '../core/tensor.js'
import { add } from './add.js'
import { greater } from './compare.js'
import { div } from './div.js'
import { exp } from './exp.js'
import { expm1 } from './expm1.js'
import { max } from './extremum.js'
import { log } from './log.js'
import { log1p } from './log1p.js'
import { maximum } from './maximum.js'
import { stopGradient } from './stopGradient.js'
import { sub } from './sub.js'
import { sum } from './sum.js'
import { where } from './where.js'

/** `max(0, x)`, range [0, ∞). Derivative: 1 above 0, else 0: a unit that is never above 0 learns no more. */
export const relu = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => where(greater(x, 0), x, 0)

/**
 * `ln(1 + eˣ)`, range (0, ∞), a smooth ReLU. Derivative: the sigmoid.
 * Written `m + log1p(e^(x-m) + expm1(-m))` with `m = max(x, 0)` held constant: exact on both sides, to every order.
 */
export const softplus = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => {
  const m = stopGradient(maximum(x, 0))
  return add(m, log1p(add(exp(sub(x, m)), expm1(sub(0, m)))))
}

/** `x - max(x)` along an axis; the maximum is held constant, which changes no derivative of what follows. */
const shifted = (x: any, axis: number): readonly [any, any] => {
  const top: any = stopGradient(max(x, [axis], 'keep') as any)
  return [sub(x, top), top]
}

/** `eˣⁱ / Σⱼ eˣʲ` along `axis` (default the last): positive numbers that sum to 1. */
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

/** `xᵢ - ln Σⱼ eˣʲ` along `axis` (default the last): the logarithm of the softmax. */
export const logSoftmax = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  axis: AxisOf<S> = -1 as AxisOf<S>,
): Tensor<S, D> => {
  const [z] = shifted(x, axis)
  return sub(z, log(sum(exp(z) as any, [axis], 'keep') as any) as any) as any
}
