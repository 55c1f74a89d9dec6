/** Activations as layers: each applies the op of its name to every batch. */
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import * as of from '../../ops/activations.js'
import { sigmoid as sigmoidOf } from '../../ops/sigmoid.js'
import { tanh as tanhOf } from '../../ops/tanh.js'
import { extendPure, type Model } from '../model.js'
import type { ActivationName } from './spec.js'

/** A layer that keeps the shape and has no parameters. */
export type Pointwise = <P extends readonly unknown[], S extends readonly unknown[], A, B extends Shape>(
  before: Model<P, S, A, Tensor<B>>,
) => Model<P, S, A, Tensor<B>>

const activation =
  (name: ActivationName, f: <B extends Shape>(x: Tensor<B>) => Tensor<B>): Pointwise =>
  (before) =>
    extendPure(before, { spec: { layer: name }, out: before.out }, (x) => f(x))

/** `max(0, x)`: the default for hidden layers. */
export const relu = activation('relu', of.relu)
/** `1 / (1 + e⁻ˣ)`: probabilities of two classes. Losses take logits, so a trained model rarely ends in it. */
export const sigmoid = activation('sigmoid', sigmoidOf)
/** Hyperbolic tangent: zero-centred, vanishing gradients in deep stacks. */
export const tanh = activation('tanh', tanhOf)
/** `ln(1 + eˣ)`: a smooth ReLU; positive outputs. */
export const softplus = activation('softplus', of.softplus)
/** Positive numbers that sum to 1 along the last axis. Losses take logits, so a trained model rarely ends in it. */
export const softmax = activation('softmax', (x) => of.softmax(x as Tensor<Shape>) as typeof x)
/** Logarithm of the softmax along the last axis. */
export const logSoftmax = activation('logSoftmax', (x) => of.logSoftmax(x as Tensor<Shape>) as typeof x)

/** Every activation layer by name. Total. */
export const activations: { readonly [N in ActivationName]: Pointwise } = {
  relu,
  sigmoid,
  tanh,
  softplus,
  softmax,
  logSoftmax,
}
