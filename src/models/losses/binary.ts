/** Losses of two classes: cross-entropy from logits and from probabilities, focal. */
import type { Float } from '../../core/dtype.js'
import type { Batch, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { softplus } from '../../ops/activations/softplus.js'
import { add } from '../../ops/add.js'
import { greater } from '../../ops/compare.js'
import { exp } from '../../ops/exp.js'
import { log } from '../../ops/log.js'
import { mul } from '../../ops/mul.js'
import { neg } from '../../ops/neg.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { checkOption, elementLoss, type Loss, type LossReduction, type Reduced } from './loss.js'

export interface BinaryCrossEntropyOptions {
  /** How much more an example of class 1 counts than one of class 0; default 1. */
  readonly positiveWeight?: number
}
/** `binaryCrossEntropy` and its options. */
export type BinaryCrossEntropy = <R extends LossReduction>(
  reduction: R,
  options?: BinaryCrossEntropyOptions,
) => <S extends readonly [Batch, ...Shape], D extends Float>(
  prediction: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  weights?: Tensor<readonly [Batch], NoInfer<D>>,
) => Reduced<R, D>

/**
 * `-t·ln σ(z) - (1 - t)·ln(1 - σ(z)) = softplus(z) - t·z` of logits `z` and targets `t` in [0, 1], averaged over the
 * axes of an example. Gradient `σ(z) - t`. With a `positiveWeight` w the first term counts w times.
 * Throws `RangeError` unless the weight is above 0.
 */
export const binaryCrossEntropy: BinaryCrossEntropy = (reduction, { positiveWeight = 1 } = {}) => {
  checkOption('binaryCrossEntropy', 'positiveWeight', positiveWeight > 0, 'above 0', positiveWeight)
  return elementLoss('binaryCrossEntropy', (z, t) => {
    if (positiveWeight === 1) return sub(softplus(z) as any, mul(z, t))
    const positive = mul(mul(t, positiveWeight) as any, softplus(neg(z) as any) as any)
    return add(positive as any, mul(sub(1, t) as any, softplus(z) as any))
  })(reduction)
}

/** `ln p`, but no less than -87, the logarithm of the least normal number of f32; there it is flat. */
const limitedLog = (p: any): any => {
  const normal = greater(p, Math.exp(-87))
  return where(normal, log(where(normal, p, 1) as any) as any, -87)
}

/**
 * `-t·ln p - (1 - t)·ln(1 - p)` of probabilities `p` and targets `t` in [0, 1], averaged over the axes of an example;
 * no logarithm is taken as less than -87. Gradient `(p - t) / (p·(1 - p))`, which grows without bound towards 0 and 1:
 * where there are logits, `binaryCrossEntropy` of them is exact.
 */
export const binaryCrossEntropyOfProbabilities: Loss = elementLoss('binaryCrossEntropyOfProbabilities', (p, t) =>
  neg(add(mul(t, limitedLog(p)) as any, mul(sub(1, t) as any, limitedLog(sub(1, p)))) as any),
)

export interface FocalOptions {
  /** How fast what is already right counts less; default 2. With 0 it is the cross-entropy. */
  readonly gamma?: number
  /** What class 1 counts, class 0 the rest of 1; default: both count 1. */
  readonly alpha?: number | null
}

/**
 * `-αₜ·(1 - pₜ)^gamma·ln pₜ` of logits `z` and targets of 0 or 1, where `pₜ` is the probability of the true class, averaged over
 * the axes of an example: for rare classes among many easy examples. Gradient by z, for the true class 1:
 * `(1 - p)^gamma·(gamma·p·ln p + p - 1)·α`. Throws `RangeError` for a gamma below 0 or an alpha not between 0 and 1.
 * Source: Lin et al. 2017.
 */
export const focal = ({ gamma = 2, alpha = null }: FocalOptions = {}): Loss => {
  checkOption('focal', 'gamma', gamma >= 0 && gamma < Number.POSITIVE_INFINITY, 'at least 0', gamma)
  checkOption('focal', 'alpha', alpha === null || (alpha > 0 && alpha < 1), 'between 0 and 1', alpha)
  return elementLoss('focal', (z, t) => {
    const against: any = mul(z, sub(1, mul(t, 2))) // the logit of the wrong class
    const wrong: any = mul(
      exp(mul(softplus(neg(against) as any) as any, -gamma) as any) as any,
      softplus(against) as any,
    )
    return alpha === null ? wrong : mul(wrong, add(mul(t, 2 * alpha - 1), 1 - alpha))
  })
}
