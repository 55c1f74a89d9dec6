/** The transposed convolutional layer: larger images from smaller ones. */
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { HeightOf, Padding2d, Size2d, WidthOf } from '../../core/windows.js'
import {
  type ConvTransposeOptions,
  conv2dTranspose as convolve,
  type Left,
  type TransposedPlaces,
  transposedOf,
} from '../../ops/conv2dTranspose.js'
import { convolved } from '../../ops/convolution.js'
import { type Pair, pairOf } from '../../ops/window.js'
import type { InitialSpec } from '../initial.js'
import type { Model } from '../model.js'
import { type Biased, type Depth, type Divides, endsSpec, filtering, type Images, imagesOf } from './filters.js'

/** A window of `KH × KW` that spreads each of `C` channels over `F` filters, and a bias for each filter of the result. */
export interface Conv2dTranspose<KH extends Dim, KW extends Dim, F extends Dim, C extends Dim, N extends Dim = F> {
  readonly weights: Tensor<readonly [KH, KW, F, C]>
  readonly bias: Tensor<readonly [N]>
}
/** Options of a layer: those of the op but for the layout, first weights, a bias. */
export interface ConvTransposeLayerOptions<
  S extends Size2d = Size2d,
  D extends Size2d = Size2d,
  P extends Padding2d = Padding2d,
  O extends Size2d = Size2d,
  G extends number = number,
  B extends boolean = boolean,
> extends Omit<ConvTransposeOptions<S, D, P, O, 'NHWC', G>, 'layout'> {
  /** Initial weights, scaled by how many products a number of the result sums; default `heNormal`. */
  readonly weights?: InitialSpec
  /** Whether each filter adds a number of its own, at first 0; default true. */
  readonly bias?: B
}

/**
 * `filters` filters of a transposed convolution: `[batch, h, w, c] → [batch, h′, w′, filters]`, with
 * `h′ = (h − 1)·s − top − bottom + d·(kh − 1) + 1 + outputPadding` and `w′` likewise, `h·s` with padding `'same'`;
 * `kh·kw·c·filters/groups + filters` parameters. A number of the result sums about `kh·kw·c / (groups·s²)` products, by which
 * the first weights are scaled. Throws `ShapeError` where padding leaves nothing or groups do not divide channels and filters,
 * `RangeError` for counts that are none. See the op `conv2dTranspose`.
 *
 * @example pipe(input([7, 7, 64]), conv2dTranspose(32, 4, { stride: 2, padding: 1 }), relu) // [batch, 14, 14, 32]
 */
export const conv2dTranspose = <
  const F extends Dim,
  const K extends Size2d,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
  const O extends Size2d = 0,
  const G extends number = 1,
  const B extends boolean = true,
>(
  filters: F,
  window: K,
  options: ConvTransposeLayerOptions<S, D, P, O, G, B> = {},
) => {
  const layer = 'conv2dTranspose'
  const { weights = 'heNormal', bias = true, ...how }: ConvTransposeLayerOptions = options
  const { padding = 'valid', outputPadding = 0, groups = 1 } = how
  positive(layer, 'filters', filters)
  positive(layer, 'groups', groups)
  const [kh, kw] = pairOf(layer, 'windows', window)
  return <Q extends readonly unknown[], R extends readonly unknown[], A, H extends Dim, W extends Dim, C extends Dim>(
    before: Model<Q, R, A, Images<H, W, C>> & Left<TransposedPlaces<H, W, K, S, D, P, O>> & Divides<C, F, G>,
  ): Model<
    readonly [...Q, Biased<Conv2dTranspose<HeightOf<K>, WidthOf<K>, Depth<F, G>, C, F>, B>],
    R,
    A,
    Tensor<readonly [Batch, ...TransposedPlaces<H, W, K, S, D, P, O>, F]>
  > => {
    const [height, width, channels] = imagesOf(layer, before.out)
    const shape = [kh, kw, filters / groups, channels] as const
    const { size, attrs } = transposedOf(layer, [height, width], [kh, kw], how)
    const out = [...size, filters]
    convolved(layer, attrs, [1, ...out], shape)
    const { stride, dilation } = attrs
    const extra: Pair = typeof outputPadding === 'number' ? [outputPadding, outputPadding] : outputPadding
    const spec = {
      layer,
      filters,
      window: [kh, kw],
      stride,
      dilation,
      padding: endsSpec(padding, 2),
      outputPadding: extra,
      groups,
      weights,
      bias,
    } as const
    const places = stride[0] * stride[1]
    const fan = { fanIn: (kh * kw * channels) / (groups * places), fanOut: (kh * kw * filters) / groups }
    const own = [{ name: 'weights', shape, fan }]
    return filtering(
      before,
      { spec, out },
      own,
      { initial: weights, bias },
      (x, p) => convolve(x, p.weights, how as ConvTransposeOptions<1>) as any,
    )
  }
}
