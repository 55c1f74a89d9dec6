/** Every layer by name, made from plain data. Total: model files and laws quantify over it. */
import type { AnyLayer, AnyModel } from '../model.js'
import { activations, type Pointwise } from './activation.js'
import { dense } from './dense.js'
import { dropout } from './dropout.js'
import { flatten } from './flatten.js'
import { input } from './input.js'
import type { ActivationName, LayerName, LayerSpec } from './spec.js'

interface LayerEntry<Spec> {
  readonly make: (spec: Spec) => AnyLayer
  /** Calls that the laws try: shape of one example, and the layer's options. */
  readonly examples: readonly { readonly shape: readonly number[]; readonly spec: Spec }[]
}
type SpecOf<N extends LayerName> = Extract<LayerSpec, { readonly layer: N }>
type Inner = Exclude<LayerName, 'input'>

const activationEntry = <N extends ActivationName>(name: N, layer: Pointwise): LayerEntry<any> => ({
  make: () => layer as AnyLayer,
  examples: [
    { shape: [3], spec: { layer: name } },
    { shape: [2, 2], spec: { layer: name } },
  ],
})

export const layers: {
  readonly [N in Inner]: LayerEntry<SpecOf<N> extends never ? { readonly layer: N } : SpecOf<N>>
} = {
  dense: {
    make: ({ units, weights }) => dense(units, { weights }) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'dense', units: 2, weights: 'heNormal' } },
      { shape: [1], spec: { layer: 'dense', units: 4, weights: 'glorotUniform' } },
    ],
  },
  dropout: {
    make: ({ rate }) => dropout(rate) as AnyLayer,
    examples: [
      { shape: [5], spec: { layer: 'dropout', rate: 0.4 } },
      { shape: [2, 3], spec: { layer: 'dropout', rate: 0 } },
    ],
  },
  flatten: {
    make: () => flatten as AnyLayer,
    examples: [
      { shape: [2, 3], spec: { layer: 'flatten' } },
      { shape: [4], spec: { layer: 'flatten' } },
    ],
  },
  relu: activationEntry('relu', activations.relu),
  sigmoid: activationEntry('sigmoid', activations.sigmoid),
  tanh: activationEntry('tanh', activations.tanh),
  softplus: activationEntry('softplus', activations.softplus),
  softmax: activationEntry('softmax', activations.softmax),
  logSoftmax: activationEntry('logSoftmax', activations.logSoftmax),
}

/**
 * The model of a list of layers, the first of which is an `input`. Throws `ShapeError` or `RangeError` where a layer
 * does not fit the one before it.
 */
export const fromSpecs = ([first, ...rest]: readonly LayerSpec[]): AnyModel => {
  if (first?.layer !== 'input') throw new TypeError('fromSpecs: the first layer must be an input')
  return rest.reduce<AnyModel>((model, spec) => {
    if (spec.layer === 'input') throw new TypeError('fromSpecs: only the first layer may be an input')
    return layers[spec.layer].make(spec as never)(model)
  }, input(first.shape))
}
/** The list of layers of a model: `fromSpecs(specsOf(model))` is the model again. */
export const specsOf = (model: AnyModel): readonly LayerSpec[] => model.layers.map((l) => l.spec)
