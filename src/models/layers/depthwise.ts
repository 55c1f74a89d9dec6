/** Layers that convolve each channel for itself, and then, or not, across channels. */
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import type { Times } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import type { HeightOf, Padding2d, Size2d, WidthOf } from '../../core/windows.js'
import { convMovesOf, convolved } from '../../ops/convolution.js'
import {
  type DepthwiseOptions,
  depthwiseConv2d as depthwise,
  separableConv2d as separable,
} from '../../ops/depthwise.js'
import { type Placed, type Places, pairOf } from '../../ops/window.js'
import type { InitialSpec } from '../initial.js'
import type { AnyModel, Model } from '../model.js'
import { type Biased, endsSpec, filtering, type Images, imagesOf } from './filters.js'

/** A window of `KH × KW` for each of `M` results of `C` channels, and a bias for each of the `N = C·M`. */
export interface DepthwiseConv2d<
  KH extends Dim,
  KW extends Dim,
  C extends Dim,
  M extends Dim,
  N extends Dim = Times<C, M>,
> {
  readonly weights: Tensor<readonly [KH, KW, C, M]>
  readonly bias: Tensor<readonly [N]>
}
/** A depthwise window, a matrix over the `N = C·M` channels that it gives, and a bias for each of `F` filters. */
export interface SeparableConv2d<
  KH extends Dim,
  KW extends Dim,
  C extends Dim,
  M extends Dim,
  F extends Dim,
  N extends Dim = Times<C, M>,
> {
  readonly depthwise: Tensor<readonly [KH, KW, C, M]>
  readonly pointwise: Tensor<readonly [1, 1, N, F]>
  readonly bias: Tensor<readonly [F]>
}
export interface DepthwiseLayerOptions<
  S extends Size2d = Size2d,
  D extends Size2d = Size2d,
  P extends Padding2d = Padding2d,
  M extends number = number,
  B extends boolean = boolean,
> extends DepthwiseOptions<S, D, P> {
  /** Results of each channel; default 1. */
  readonly multiplier?: M
  /** Initial weights, scaled by the numbers that each sum takes; default `heNormal`. */
  readonly weights?: InitialSpec
  /** Whether each channel of the result adds a number of its own, at first 0; default true. */
  readonly bias?: B
}

/** What both layers do with their window and options, behind the model that they are given. */
const behind = (layer: 'depthwiseConv2d' | 'separableConv2d', window: Size2d, options: DepthwiseLayerOptions) => {
  const { multiplier = 1, weights = 'heNormal', bias = true, ...how } = options
  positive(layer, 'multiplier', multiplier)
  const [kh, kw] = pairOf(layer, 'windows', window)
  return (before: AnyModel) => {
    const [height, width, channels] = imagesOf(layer, before.out)
    const wide = channels * multiplier
    const moves = convMovesOf(layer, [height, width], [kh, kw], { ...how, groups: channels })
    const [, ...out] = convolved(layer, moves, [1, height, width, channels], [kh, kw, 1, wide])
    const { stride, dilation } = moves
    const padding = endsSpec(how.padding ?? 'valid', 2)
    return {
      how,
      initial: { initial: weights, bias },
      out,
      wide,
      shape: [kh, kw, channels, multiplier],
      fan: { fanIn: kh * kw, fanOut: kh * kw * multiplier },
      spec: { window: [kh, kw], multiplier, stride, dilation, padding, weights, bias } as any,
    }
  }
}

/**
 * `multiplier` windows for each channel by itself: `[batch, h, w, c] → [batch, h′, w′, c·multiplier]`, sizes as for `conv2d`;
 * `kh·kw·c·multiplier + c·multiplier` parameters. Throws `ShapeError` where the window does not fit, `RangeError` for counts
 * that are not positive whole numbers. See the op `depthwiseConv2d`.
 *
 * @example pipe(input([32, 32, 16]), depthwiseConv2d(3, { padding: 'same' }), batchNorm(), relu)
 */
export const depthwiseConv2d = <
  const K extends Size2d,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
  const M extends number = 1,
  const B extends boolean = true,
>(
  window: K,
  options: DepthwiseLayerOptions<S, D, P, M, B> = {},
) => {
  const made = behind('depthwiseConv2d', window, options)
  return <Q extends readonly unknown[], R extends readonly unknown[], A, H extends Dim, W extends Dim, C extends Dim>(
    before: Model<Q, R, A, Images<H, W, C>> & Placed<Places<H, W, K, S, D, P>>,
  ): Model<
    readonly [...Q, Biased<DepthwiseConv2d<HeightOf<K>, WidthOf<K>, C, M>, B>],
    R,
    A,
    Tensor<readonly [Batch, ...Places<H, W, K, S, D, P>, Times<C, M>]>
  > => {
    const { how, initial, out, shape, fan, spec } = made(before)
    const own = [{ name: 'weights', shape, fan }]
    return filtering(
      before,
      { spec: { layer: 'depthwiseConv2d', ...spec }, out },
      own,
      initial,
      (x, p) => depthwise(x, p.weights, how) as any,
    )
  }
}

/**
 * `filters` filters, each a depthwise window times weights across channels: `[batch, h, w, c] → [batch, h′, w′, filters]`,
 * sizes as for `conv2d`; `kh·kw·c·m + c·m·filters + filters` parameters for a multiplier `m`, where `conv2d` has
 * `kh·kw·c·filters + filters`. Errors as for `depthwiseConv2d`. See the op `separableConv2d`.
 *
 * @example pipe(input([32, 32, 16]), separableConv2d(64, 3, { stride: 2, padding: 'same' }), relu)
 */
export const separableConv2d = <
  const F extends Dim,
  const K extends Size2d,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
  const M extends number = 1,
  const B extends boolean = true,
>(
  filters: F,
  window: K,
  options: DepthwiseLayerOptions<S, D, P, M, B> = {},
) => {
  positive('separableConv2d', 'filters', filters)
  const made = behind('separableConv2d', window, options)
  return <Q extends readonly unknown[], R extends readonly unknown[], A, H extends Dim, W extends Dim, C extends Dim>(
    before: Model<Q, R, A, Images<H, W, C>> & Placed<Places<H, W, K, S, D, P>>,
  ): Model<
    readonly [...Q, Biased<SeparableConv2d<HeightOf<K>, WidthOf<K>, C, M, F>, B>],
    R,
    A,
    Tensor<readonly [Batch, ...Places<H, W, K, S, D, P>, F]>
  > => {
    const { how, initial, out: wide, wide: depth, shape, fan, spec } = made(before)
    const out = [...wide.slice(0, 2), filters]
    const own = [
      { name: 'depthwise', shape, fan },
      { name: 'pointwise', shape: [1, 1, depth, filters], fan: { fanIn: depth, fanOut: filters } },
    ]
    return filtering(
      before,
      { spec: { layer: 'separableConv2d', filters, ...spec }, out },
      own,
      initial,
      (x, p) => separable(x, p.depthwise, p.pointwise, how) as any,
    )
  }
}
