/** Where in an image a convolutional network sees a class. */
import type { Float } from '../../core/dtype.js'
import { ShapeError } from '../../core/errors.js'
import type { Batch, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { grad } from '../../grad/derivatives.js'
import { relu } from '../../ops/activations/index.js'
import { mean } from '../../ops/mean.js'
import { mul } from '../../ops/mul.js'
import { sum } from '../../ops/sum.js'
import { continueFrom, layerOutput } from '../layerOutputs.js'
import type { Model } from '../model.js'
import { checkOutput, columnOf } from './evidence.js'

export interface GradCamOptions {
  /** The output to explain; default 0. */
  readonly of?: number
  /** Place among `model.layers` of the layer that gives the maps; default the last that gives images. */
  readonly layer?: number
}

/**
 * `relu(Σₖ αₖ·Aₖ)` of the maps `Aₖ` that a layer gives, with `αₖ` the mean over places of `∂output/∂Aₖ`:
 * `[batch, …] → [batch, h, w]` in the layer's own resolution, at least 0. What speaks for the class, not against it.
 * Of a network that ends in global average pooling and one dense layer it is the class activation map, up to `1/(h·w)`.
 * Throws `ShapeError` for a layer that gives no images, `RangeError` for a layer or an output that is not there, or where
 * no layer gives any.
 * Source: Selvaraju et al. 2017.
 */
export const gradCam = <P extends readonly unknown[], S extends readonly unknown[], A extends Shape, D extends Float>(
  model: Model<P, S, Tensor<A, D>, Tensor<any, any>>,
  { of = 0, layer = model.layers.findLastIndex(({ out }) => out.length === 3) }: GradCamOptions = {},
) => {
  checkOutput('gradCam', model.out, of)
  if (layer === -1) throw new RangeError('gradCam: no layer of this model gives images [height, width, channels]')
  const [maps, rest] = [layerOutput(model, layer), continueFrom(model, layer)]
  const { out } = model.layers[layer]!
  if (out.length !== 3) throw new ShapeError('gradCam', 'a layer that gives images [height, width, channels]', out)
  return (
    snapshot: { readonly params: P; readonly state: S },
    x: Tensor<A, D>,
  ): Tensor<readonly [Batch, number, number], D> => {
    const a = maps(snapshot, x)
    const slope = grad((h: any) => sum(columnOf(rest(snapshot, x)(h), of)) as any)(a)
    const alpha: any = mean(slope as any, [1, 2] as never, 'keep')
    return relu(sum(mul(alpha, a as any) as any, [3] as never) as any) as any
  }
}
