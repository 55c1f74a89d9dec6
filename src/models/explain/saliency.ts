/** Which inputs an answer hangs on, at this point. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { grad } from '../../grad/derivatives.js'
import { abs } from '../../ops/abs.js'
import { sum } from '../../ops/sum.js'
import { checkFloat, type Evidence } from './evidence.js'

/**
 * `|∂f/∂x|` of every input: `[batch, …s] → [batch, …s]`, at least 0. What a small change would do; where `f` has
 * levelled off it is near 0 even for what matters: then `integratedGradients` says more.
 * Throws `DTypeError` for inputs that are whole numbers. Source: Simonyan, Vedaldi and Zisserman 2014.
 */
export const saliency =
  <S extends Shape, D extends Float>(f: Evidence<S, D>) =>
  (x: Tensor<S, D>): Tensor<S, D> => {
    checkFloat('saliency', x)
    return abs(grad((a: Tensor<S, D>) => sum(f(a)))(x)) as Tensor<S, D>
  }
