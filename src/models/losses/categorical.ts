/** Losses of one of several classes, from logits: no probability is ever rounded to 0 or 1. */
import type { Float } from '../../core/dtype.js'
import { ShapeError } from '../../core/errors.js'
import { type Batch, type Dim, type Shape, sameShape } from '../../core/shape.js'
import { type AnyTensor, literal, type Tensor } from '../../core/tensor.js'
import { logSoftmax } from '../../ops/activations/softmax.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { greater, notEqual } from '../../ops/compare.js'
import { log } from '../../ops/log.js'
import { mul } from '../../ops/mul.js'
import { neg } from '../../ops/neg.js'
import { oneHot } from '../../ops/oneHot.js'
import { sub } from '../../ops/sub.js'
import { sum } from '../../ops/sum.js'
import { where } from '../../ops/where.js'
import { checkOption, type Loss, type LossReduction, type Reduced, reduceLoss } from './loss.js'

export interface CategoricalOptions {
  /** Share ε of each target that is spread evenly over all k classes: `(1 - ε)·t + ε/k`; default 0. */
  readonly labelSmoothing?: number
  /**
   * What each class counts, one number each: its term of every sum is multiplied by it, and `weightedMean` divides by the
   * sum of the weights of the true classes; default 1.
   */
  readonly classWeights?: readonly number[]
}
export interface SparseOptions extends CategoricalOptions {
  /** A class that marks examples to leave out: they count in no sum and in no denominator. */
  readonly ignoreIndex?: number
}

/** Logits `[batch, k]` against distributions `[batch, k]`. */
export type CategoricalCrossEntropy = <R extends LossReduction>(
  reduction: R,
  options?: CategoricalOptions,
) => <S extends readonly [Batch, Dim], D extends Float>(
  logits: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  weights?: Tensor<readonly [Batch], NoInfer<D>>,
) => Reduced<R, D>

const checkRows = (name: string, z: Shape, t: Shape): void => {
  if (z.length !== 2 || !sameShape(z, t)) throw new ShapeError(name, 'logits and targets [batch, k]', z, t)
}
const checkOptions = (name: string, { labelSmoothing = 0, classWeights }: CategoricalOptions): void => {
  checkOption(
    name,
    'labelSmoothing',
    labelSmoothing >= 0 && labelSmoothing < 1,
    'at least 0 and below 1',
    labelSmoothing,
  )
  const positive = classWeights?.every((w) => w >= 0 && w < Number.POSITIVE_INFINITY) ?? true
  checkOption(name, 'classWeights', positive, 'finite numbers of at least 0', classWeights)
}

/** The loss and, for `weightedMean`, the weight of the true class of each row. */
const crossEntropy = (name: string, z: any, t: any, { labelSmoothing = 0, classWeights }: CategoricalOptions) => {
  const classes: number = z.shape[1]
  checkOption(name, 'classWeights', (classWeights?.length ?? classes) === classes, `${classes} numbers`, classWeights)
  const smooth: any = labelSmoothing === 0 ? t : add(mul(t, 1 - labelSmoothing), labelSmoothing / classes)
  const weights: any = classWeights === undefined ? undefined : literal([classes], classWeights, z.dtype)
  const terms: any = mul(smooth, logSoftmax(z) as any)
  const overClasses = (x: any): any => sum(x, [1])
  return {
    each: neg(overClasses(weights === undefined ? terms : mul(terms, weights))) as AnyTensor,
    counted: weights === undefined ? {} : { mass: overClasses(mul(t, weights)) as AnyTensor },
  }
}

/**
 * `-Σₖ tₖ·ln softmax(z)ₖ` of logits `z` and target distributions `t`: `[batch, k]` both. Gradient `softmax(z) - t` where
 * `t` sums to 1. Throws `RangeError` for a smoothing not in [0, 1), or for class weights other than k numbers of at least 0.
 * Source of label smoothing: Szegedy et al. 2016.
 */
export const categoricalCrossEntropy: CategoricalCrossEntropy = (reduction, options = {}) => {
  const name = 'categoricalCrossEntropy'
  checkOptions(name, options)
  return (logits, target, weights) => {
    checkRows(name, logits.shape, target.shape as Shape)
    const { each, counted } = crossEntropy(name, logits, target, options)
    return reduceLoss(name, reduction, each, weights, counted)
  }
}

/**
 * `categoricalCrossEntropy` with classes as indexes: logits `[batch, k]`, classes `[batch]` in `0 … k-1`. Options as there, and
 * `ignoreIndex`; where all examples are ignored, their mean is NaN. Throws `RangeError` for one that is not a whole number.
 */
export const sparseCategoricalCrossEntropy = <R extends LossReduction>(reduction: R, options: SparseOptions = {}) => {
  const name = 'sparseCategoricalCrossEntropy'
  const { ignoreIndex } = options
  checkOptions(name, options)
  checkOption(name, 'ignoreIndex', Number.isSafeInteger(ignoreIndex ?? 0), 'a whole number', ignoreIndex)
  return <K extends Dim, D extends Float>(
    logits: Tensor<readonly [Batch, K], D>,
    classes: Tensor<readonly [Batch], 'i32'>,
    weights?: Tensor<readonly [Batch], NoInfer<D>>,
  ): Reduced<R, D> => {
    if (logits.shape.length !== 2 || classes.shape.length !== 1 || logits.shape[0] !== classes.shape[0])
      throw new ShapeError(name, 'logits [batch, k] and classes [batch]', logits.shape, classes.shape)
    const hot = oneHot(classes, logits.shape[1], logits.dtype)
    const { each, counted } = crossEntropy(name, logits, hot, options)
    if (ignoreIndex === undefined) return reduceLoss(name, reduction, each, weights, counted)
    const stays: any = notEqual(classes, ignoreIndex)
    const kept: any = cast(stays, logits.dtype)
    return reduceLoss(name, reduction, where(stays, each as any, 0), weights, { ...counted, kept })
  }
}

/**
 * `Σₖ tₖ·(ln tₖ - ln softmax(z)ₖ)` of logits `z` and target distributions `t`: `[batch, k]` both, the Kullback-Leibler divergence of
 * the prediction from the target; the cross-entropy less the entropy of the target. Gradient by z as there. A target of 0
 * adds 0, and nothing flows back into it. For distillation, and for targets that are uncertain themselves.
 */
export const klDivergence: Loss<readonly [Batch, Dim]> = (reduction) => (logits, target, weights) => {
  checkRows('klDivergence', logits.shape, target.shape as Shape)
  const t: any = target
  const logarithm: any = log(where(greater(t, 0), t, 1) as any)
  const each = sum(mul(t, sub(logarithm, logSoftmax(logits as any) as any) as any) as any, [1])
  return reduceLoss('klDivergence', reduction, each, weights)
}
