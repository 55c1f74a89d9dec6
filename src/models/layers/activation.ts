/**
 * Activations as layers: each applies the op of its name to every batch. Formula, range, derivative, use and known
 * problem are told with the op.
 */
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { EluOptions, GeluOptions, LeakyReluOptions, SwishOptions } from '../../ops/activations/index.js'
import { type ActivationName, type ActivationOptions, activationEntries } from '../../ops/activations/registry.js'
import { extendPure, type Model } from '../model.js'
import type { ActivationSpec } from './spec.js'

/** A layer that keeps the shape and has no parameters. */
export type Pointwise = <P extends readonly unknown[], S extends readonly unknown[], A, B extends Shape>(
  before: Model<P, S, A, Tensor<B>>,
) => Model<P, S, A, Tensor<B>>

/** The layer of an activation and its options. Throws `RangeError` for options that the activation refuses. */
export const activation = <N extends ActivationName>(name: N, options: ActivationOptions[N]): Pointwise => {
  const f = activationEntries[name].of(options)
  const spec = { layer: name, ...options } as unknown as ActivationSpec
  return (before) => extendPure(before, { spec, out: before.out }, f)
}

/** `max(0, x)`: the default for hidden layers. */
export const relu: Pointwise = activation('relu', {})
/** `x` above 0, `slope·x` (default 0.01) below: no unit dies. */
export const leakyRelu = ({ slope = 0.01 }: LeakyReluOptions = {}): Pointwise => activation('leakyRelu', { slope })
/** `x` above 0, `alpha·(eˣ - 1)` (default 1) below: outputs nearer to 0 in the mean. */
export const elu = ({ alpha = 1 }: EluOptions = {}): Pointwise => activation('elu', { alpha })
/** The scaled ELU: with weights of variance `1 / fanIn` it keeps mean 0 and variance 1 through deep dense networks. */
export const selu: Pointwise = activation('selu', {})
/** `x·Φ(x)` with Φ the normal distribution, or its approximation by tanh: for transformers. */
export const gelu = ({ approximation = 'none' }: GeluOptions = {}): Pointwise => activation('gelu', { approximation })
/** `x·σ(beta·x)` (default 1: SiLU): for deep networks. */
export const swish = ({ beta = 1 }: SwishOptions = {}): Pointwise => activation('swish', { beta })
/** `x·hardSigmoid(x)`: swish without an exponential. */
export const hardSwish: Pointwise = activation('hardSwish', {})
/** `x·tanh(ln(1 + eˣ))`: for deep networks. */
export const mish: Pointwise = activation('mish', {})
/** `ln(1 + eˣ)`: a smooth ReLU; positive outputs. */
export const softplus: Pointwise = activation('softplus', {})
/** `1 / (1 + e⁻ˣ)`: probabilities of two classes. Losses take logits, so a trained model rarely ends in it. */
export const sigmoid: Pointwise = activation('sigmoid', {})
/** `x/6 + 1/2` limited to [0, 1]: a sigmoid without an exponential. */
export const hardSigmoid: Pointwise = activation('hardSigmoid', {})
/** Hyperbolic tangent: zero-centred, vanishing gradients in deep stacks. */
export const tanh: Pointwise = activation('tanh', {})
/** `x / (1 + |x|)`: levels off later than tanh. */
export const softsign: Pointwise = activation('softsign', {})
/** Positive numbers that sum to 1 along the last axis. Losses take logits, so a trained model rarely ends in it. */
export const softmax: Pointwise = activation('softmax', {})
/** Logarithm of the softmax along the last axis. */
export const logSoftmax: Pointwise = activation('logSoftmax', {})
/** Numbers along the last axis that sum to 1, most of them exactly 0. */
export const sparsemax: Pointwise = activation('sparsemax', {})
