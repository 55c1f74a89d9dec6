/** Losses of classes, from logits: no probability is ever rounded to 0 or 1. */
import type { Float } from '../../core/dtype.js'
import { ShapeError } from '../../core/errors.js'
import { type Batch, type Dim, type Shape, sameShape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { logSoftmax, softplus } from '../../ops/activations/index.js'
import { mul } from '../../ops/mul.js'
import { neg } from '../../ops/neg.js'
import { oneHot } from '../../ops/oneHot.js'
import { sub } from '../../ops/sub.js'
import { sum } from '../../ops/sum.js'
import { elementLoss, type Loss, type LossReduction, type Reduced, reduceLoss } from './loss.js'

/**
 * `-t·ln σ(z) - (1 - t)·ln(1 - σ(z)) = softplus(z) - t·z` of logits `z` and targets `t` in [0, 1], averaged over the
 * axes of an example. Gradient `σ(z) - t`.
 */
export const binaryCrossEntropy: Loss = elementLoss('binaryCrossEntropy', (z, t) => sub(softplus(z) as any, mul(z, t)))

/**
 * `-Σₖ tₖ·ln softmax(z)ₖ` of logits `z` and target distributions `t`: `[batch, k]` both. Gradient `softmax(z) - t` where
 * `t` sums to 1.
 */
export const categoricalCrossEntropy: Loss<readonly [Batch, Dim]> = (reduction) => (logits, target, weights) => {
  const [z, t]: readonly Shape[] = [logits.shape, target.shape]
  if (z!.length !== 2 || !sameShape(z!, t!))
    throw new ShapeError('categoricalCrossEntropy', 'logits and targets [batch, k]', z!, t!)
  const each = neg(sum(mul(target, logSoftmax(logits as any) as any) as any, [1]) as any)
  return reduceLoss('categoricalCrossEntropy', reduction, each, weights)
}

/** `categoricalCrossEntropy` with classes as indexes: logits `[batch, k]`, classes `[batch]` in `0 … k-1`. */
export const sparseCategoricalCrossEntropy =
  <R extends LossReduction>(reduction: R) =>
  <K extends Dim, D extends Float>(
    logits: Tensor<readonly [Batch, K], D>,
    classes: Tensor<readonly [Batch], 'i32'>,
    weights?: Tensor<readonly [Batch], NoInfer<D>>,
  ): Reduced<R, D> => {
    if (logits.shape.length !== 2 || classes.shape.length !== 1 || logits.shape[0] !== classes.shape[0])
      throw new ShapeError(
        'sparseCategoricalCrossEntropy',
        'logits [batch, k] and classes [batch]',
        logits.shape,
        classes.shape,
      )
    const target = oneHot(classes, logits.shape[1], logits.dtype)
    return categoricalCrossEntropy(reduction)(logits, target as any, weights)
  }
