/** Learning from inputs and targets: the objective. */
import type { AnyTensor, Scalar } from '../core/tensor.js'
import type { Model } from '../models/model.js'
import type { Objective } from './advance.js'
import type { Example } from './dataset.js'

/** The loss of a model's predictions on a batch of inputs and targets. */
export const supervised =
  <
    P extends readonly unknown[],
    S extends readonly unknown[],
    X,
    B,
    L extends (prediction: any, target: any) => AnyTensor,
  >(
    model: Model<P, S, X, B>,
    loss: L & ((prediction: B, target: never) => Scalar),
  ): Objective<P, S, Example<X, Parameters<L>[1]>> =>
  (params, state, { x, y }, mode) => {
    const [prediction, next] = model.apply(params, state, x, mode)
    return [loss(prediction, y as never) as Scalar, next]
  }
