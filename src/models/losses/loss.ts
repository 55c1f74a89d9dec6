/** What losses share: one number for each example, sample weights, and an explicit reduction. */
import type { Float } from '../../core/dtype.js'
import { ShapeError } from '../../core/errors.js'
import { type Batch, type Shape, sameShape, showShape } from '../../core/shape.js'
import type { AnyTensor, Tensor } from '../../core/tensor.js'
import { div } from '../../ops/div.js'
import { mean } from '../../ops/mean.js'
import { mul } from '../../ops/mul.js'
import { sum } from '../../ops/sum.js'

/**
 * How the losses `lᵢ` of `n` examples with weights `wᵢ` (1 where not given) become one:
 * `mean` is `Σ wᵢ·lᵢ / n`, `weightedMean` is `Σ wᵢ·lᵢ / Σ wᵢ`, `sum` is `Σ wᵢ·lᵢ`, `none` leaves `wᵢ·lᵢ`.
 * Examples that are ignored count in none of these sums, nor in `n`.
 */
export type LossReduction = 'mean' | 'weightedMean' | 'sum' | 'none'
export type Reduced<R extends LossReduction, D extends Float> = R extends 'none'
  ? Tensor<readonly [Batch], D>
  : Tensor<readonly [], D>

type Weights<D extends Float> = Tensor<readonly [Batch], D>

/** Losses whose target has the shape of the prediction. */
export type Loss<Prediction extends Shape = readonly [Batch, ...Shape]> = <R extends LossReduction>(
  reduction: R,
) => <S extends Prediction, D extends Float>(
  prediction: Tensor<S, D>,
  target: Tensor<NoInfer<S>, NoInfer<D>>,
  weights?: Weights<NoInfer<D>>,
) => Reduced<R, D>

/** What examples count, beside their sample weights; both one number for each example. */
export interface Counted {
  /** Its part of the denominator of `weightedMean`: the weight of its class. */
  readonly mass?: AnyTensor
  /** 1 for what counts, 0 for what is left out of every sum and every denominator. */
  readonly kept?: AnyTensor
}

/** Weighs and reduces the losses of the examples. Throws `ShapeError` unless there is one weight for each example. */
export const reduceLoss = <R extends LossReduction>(
  name: string,
  reduction: R,
  each: any,
  weights: any,
  { mass, kept }: Counted = {},
): any => {
  if (weights !== undefined && !sameShape(weights.shape, each.shape))
    throw new ShapeError(name, `weights ${showShape(each.shape)}`, weights.shape)
  const product = (...factors: readonly (AnyTensor | undefined)[]): any =>
    factors.filter((f) => f !== undefined).reduce<any>((a, b) => (a === undefined ? b : mul(a, b as any)), undefined)
  const weighted = product(each, weights)
  const over = (count: any): any =>
    count === undefined ? mean(weighted) : div(sum(weighted) as any, sum(count) as any)
  switch (reduction as LossReduction) {
    case 'none':
      return weighted
    case 'sum':
      return sum(weighted)
    case 'mean':
      return over(kept)
    case 'weightedMean':
      return over(product(weights, mass, kept))
  }
}

/** Mean over all axes but the first: one number for each example. */
export const perExample = (x: AnyTensor): any => {
  const axes = x.shape.slice(1).map((_, i) => i + 1)
  return axes.length === 0 ? x : mean(x as any, axes)
}

/** Throws `RangeError` unless an option is in its range. */
export const checkOption = (loss: string, option: string, holds: boolean, range: string, got: unknown): void => {
  if (!holds) throw new RangeError(`${loss}: ${option} must be ${range}, got ${String(got)}`)
}

/** The loss of elements `f(prediction, target)`, averaged over each example. */
export const elementLoss =
  (name: string, f: (prediction: any, target: any) => AnyTensor): Loss =>
  (reduction) =>
  (prediction, target, weights) => {
    const [p, t]: readonly Shape[] = [prediction.shape, target.shape]
    if (!sameShape(p!, t!)) throw new ShapeError(name, 'prediction and target of one shape', p!, t!)
    return reduceLoss(name, reduction, perExample(f(prediction, target)), weights)
  }
