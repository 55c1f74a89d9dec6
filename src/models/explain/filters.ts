/** What the first layer has learned to look for, and what it sees. */
import type { Shape } from '../../core/shape.js'
import type { AnyTensor, Tensor } from '../../core/tensor.js'
import { leaves } from '../../core/tree.js'
import { activationEntries } from '../../ops/activations/registry.js'
import { permute } from '../../ops/permute.js'
import { reshape } from '../../ops/reshape.js'
import { norms } from '../layers/entries/norms.js'
import type { AnyModel } from '../model.js'

type Layers = Pick<AnyModel, 'layers'>
const isNorm = (layer: string): boolean => layer in norms
const isActivation = (layer: string): boolean => layer in activationEntries || layer === 'prelu'
const product = (shape: Shape): number => shape.reduce((a, b) => a * b, 1)

/** The first layer that weighs what it reads, norms aside: its place; -1 where there is none. */
const firstWeighing = ({ layers }: Layers): number =>
  layers.findIndex(({ spec, parameters }) => parameters > 0 && !isNorm(spec.layer))

/** From the weights of a layer to images `[n, h, w, c]`; `undefined` where it does not weigh whole images or their windows. */
const asImages = (layer: string, weights: AnyTensor, read: Shape, example: Shape): AnyTensor | undefined => {
  const [h, w, c] = example as readonly number[]
  const whole = read.length === 3 && read.every((size, i) => size === example[i])
  const [kh, kw, depth, count] = weights.shape as readonly number[]
  if (layer === 'conv2d' && whole && (depth === 1 || depth === 3)) return permute(weights as any, [3, 0, 1, 2]) as any
  if (layer === 'depthwiseConv2d' && whole)
    return reshape(permute(weights as any, [2, 3, 0, 1]) as any, [depth! * count!, kh!, kw!, 1]) as any
  if (layer === 'dense' && read.length === 1 && read[0] === product(example) && (c === 1 || c === 3))
    return reshape(permute(weights as any, [1, 0]) as any, [weights.shape[1]!, h!, w!, c]) as any
  return undefined
}

/**
 * The weights of the first layer that has any, as images `[n, h, w, c]` with `c` 1 or 3: the filters of a convolution over
 * the images themselves, the channels of a depthwise one, or what each unit of a dense layer weighs the pixels with.
 * `undefined` where the model reads no images `[h, w, c]` of 1 or 3 channels, or its first weights are not over them.
 */
export const filterImages =
  (model: Layers) =>
  <P extends readonly unknown[]>(params: P): Tensor<any, any> | undefined => {
    const example = model.layers[0]!.out
    const place = firstWeighing(model)
    if (example.length !== 3 || place < 1) return undefined
    const before = model.layers.slice(0, place).filter(({ parameters }) => parameters > 0).length
    const own = params.filter((part) => leaves(part).length > 0)[before] as { readonly weights?: AnyTensor } | undefined
    return own?.weights === undefined
      ? undefined
      : asImages(model.layers[place]!.spec.layer, own.weights, model.layers[place - 1]!.out, example)
  }

/**
 * Place among `model.layers` of what the first layer with weights makes of an image, once norms and activations behind it
 * have been through: for `layerOutput`. `undefined` where that is no image `[h, w, channels]`.
 */
export const firstMaps = (model: Layers): number | undefined => {
  const { layers } = model
  const place = firstWeighing(model)
  if (place < 1 || layers[place]!.out.length !== 3) return undefined
  const rest = layers.slice(place + 1).findIndex(({ spec }) => !isNorm(spec.layer) && !isActivation(spec.layer))
  return rest === -1 ? layers.length - 1 : place + rest
}
