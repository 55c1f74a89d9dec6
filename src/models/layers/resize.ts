/** Layers that only change the size of images: larger by a factor, or to a size that is given; no parameters. */
import type { Batch, Dim } from '../../core/shape.js'
import type { Times } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import type { HeightOf, Size2d, WidthOf } from '../../core/windows.js'
import * as adaptive from '../../ops/adaptivePool2d.js'
import { type UpsampleMethod, upsample2d as upsample } from '../../ops/upsample2d.js'
import { pairOf } from '../../ops/window.js'
import { extendPure, type Model } from '../model.js'
import { type Images, imagesOf } from './filters.js'
import type { AdaptivePoolName } from './spec.js'

/**
 * Images larger by a whole factor: `[batch, h, w, c] → [batch, h·f, w·f, c]`. Options and errors as for the op.
 *
 * @example pipe(input([7, 7, 64]), upsample2d(2, { method: 'bilinear' }), conv2d(32, 3, { padding: 'same' }))
 */
export const upsample2d = <const F extends Size2d>(
  factor: F,
  { method = 'nearest' }: { readonly method?: UpsampleMethod } = {},
) => {
  const [down, across] = pairOf('upsample2d', 'factors', factor)
  return <Q extends readonly unknown[], R extends readonly unknown[], A, H extends Dim, W extends Dim, C extends Dim>(
    before: Model<Q, R, A, Images<H, W, C>>,
  ): Model<Q, R, A, Images<Times<H, HeightOf<F>>, Times<W, WidthOf<F>>, C>> => {
    const [height, width, channels] = imagesOf('upsample2d', before.out)
    const spec = { layer: 'upsample2d', factor: [down, across], method } as const
    const out = [height * down, width * across, channels]
    return extendPure(before, { spec, out }, (x) => upsample(x as Tensor, factor, { method })) as any
  }
}

/** A pooling layer by the size of its result. */
export type AdaptivePoolLayer = <const F extends Size2d>(
  size: F,
) => <Q extends readonly unknown[], R extends readonly unknown[], A, H extends Dim, W extends Dim, C extends Dim>(
  before: Model<Q, R, A, Images<H, W, C>>,
) => Model<Q, R, A, Tensor<readonly [Batch, HeightOf<F>, WidthOf<F>, C]>>

const adaptivePool =
  (layer: AdaptivePoolName, pool: adaptive.AdaptivePool2d): AdaptivePoolLayer =>
  (to) => {
    const size = pairOf(layer, 'sizes', to)
    return (before): any => {
      const [, , channels] = imagesOf(layer, before.out)
      const out = [...size, channels]
      return extendPure(before, { spec: { layer, size }, out }, (x) => pool(x as Tensor, size) as any)
    }
  }

/** The average of each of `h′ × w′` bins, whatever the size of the images. Bins and errors as for the op. */
export const adaptiveAvgPool2d: AdaptivePoolLayer = adaptivePool('adaptiveAvgPool2d', adaptive.adaptiveAvgPool2d)
/** The largest number of each of `h′ × w′` bins. Bins and errors as for the op. */
export const adaptiveMaxPool2d: AdaptivePoolLayer = adaptivePool('adaptiveMaxPool2d', adaptive.adaptiveMaxPool2d)

/** Every pooling layer by the size of its result, by name. Total. */
export const adaptivePools: { readonly [N in AdaptivePoolName]: AdaptivePoolLayer } = {
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
}
