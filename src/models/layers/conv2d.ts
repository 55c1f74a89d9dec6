/** The convolutional layer. */
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { HeightOf, Padding2d, Size2d, WidthOf } from '../../core/windows.js'
import { conv2d as convolve } from '../../ops/conv2d.js'
import { conv2dOp } from '../../ops/convolution.js'
import { type Placed, type Places, pairOf, slidingOf } from '../../ops/window.js'
import type { InitialSpec } from '../initial.js'
import type { Model } from '../model.js'
import { type Depth, type Divides, endsSpec, filtering, type Images, imagesOf } from './filters.js'

/** Weights of a convolutional layer: a window of `KH × KW` over `C` channels for each of `F` filters. */
export interface Filters<KH extends Dim, KW extends Dim, C extends Dim, F extends Dim> {
  readonly weights: Tensor<readonly [KH, KW, C, F]>
}
/** The same, and a bias for each filter. */
export interface Conv2d<KH extends Dim, KW extends Dim, C extends Dim, F extends Dim> extends Filters<KH, KW, C, F> {
  readonly bias: Tensor<readonly [F]>
}

type Parameters<KH extends Dim, KW extends Dim, C extends Dim, F extends Dim, B extends boolean> = B extends true
  ? Conv2d<KH, KW, C, F>
  : Filters<KH, KW, C, F>

export interface Conv2dOptions<
  S extends Size2d = Size2d,
  D extends Size2d = Size2d,
  P extends Padding2d = Padding2d,
  G extends number = number,
  B extends boolean = boolean,
> {
  /** Rows and columns from one place of the window to the next; default 1. */
  readonly stride?: S
  /** Rows and columns from one element under the window to the next; default 1. */
  readonly dilation?: D
  /** Zeros around the images; default `'valid'`: none. */
  readonly padding?: P
  /** Parts of the channels that do not see each other; default 1. */
  readonly groups?: G
  /** Initial weights, scaled by the numbers under a window; default `heNormal`. */
  readonly weights?: InitialSpec
  /** Whether each filter adds a number of its own, at first 0; default true. */
  readonly bias?: B
}

/**
 * `filters` filters that slide a window over images: `[batch, h, w, c] → [batch, h′, w′, filters]`, with
 * `h′ = ⌊(h + top + bottom − d·(kh − 1) − 1) / s⌋ + 1` and `w′` likewise; `kh·kw·c/groups·filters + filters` parameters.
 * Throws `ShapeError` where the window does not fit the images or groups do not divide channels and filters, `RangeError`
 * for counts that are not positive whole numbers. See the op `conv2d` for the formula.
 *
 * @example pipe(input([32, 32, 3]), conv2d(32, 3), relu, conv2d(64, 3, { stride: 2, padding: 'same' }))
 */
export const conv2d = <
  const F extends Dim,
  const K extends Size2d,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
  const G extends number = 1,
  const B extends boolean = true,
>(
  filters: F,
  window: K,
  options: Conv2dOptions<S, D, P, G, B> = {},
) => {
  const {
    stride = 1,
    dilation = 1,
    padding = 'valid',
    groups = 1,
    weights = 'heNormal',
    bias = true,
  }: Conv2dOptions = options
  positive('conv2d', 'filters', filters)
  positive('conv2d', 'groups', groups)
  const [kh, kw] = pairOf('conv2d', 'windows', window)
  const [strides, dilations] = [pairOf('conv2d', 'strides', stride), pairOf('conv2d', 'dilations', dilation)]
  return <Q extends readonly unknown[], R extends readonly unknown[], A, H extends Dim, W extends Dim, C extends Dim>(
    before: Model<Q, R, A, Images<H, W, C>> & Placed<Places<H, W, K, S, D, P>> & Divides<C, F, G>,
  ): Model<
    readonly [...Q, Parameters<HeightOf<K>, WidthOf<K>, Depth<C, G>, F, B>],
    R,
    A,
    Tensor<readonly [Batch, ...Places<H, W, K, S, D, P>, F]>
  > => {
    const [height, width, channels] = imagesOf('conv2d', before.out)
    const size = [kh, kw, channels / groups, filters] as const
    const attrs = { ...slidingOf('conv2d', [height, width], [kh, kw], { stride, dilation, padding }), groups }
    const [, ...out] = conv2dOp.shape(
      attrs,
      { shape: [1, height, width, channels], dtype: 'f32' },
      { shape: size, dtype: 'f32' },
    )
    const fan = { fanIn: kh * kw * size[2], fanOut: (kh * kw * filters) / groups }
    const spec = {
      layer: 'conv2d',
      filters,
      window: [kh, kw],
      stride: strides,
      dilation: dilations,
      padding: endsSpec(padding, 2),
      groups,
      weights,
      bias,
    } as const
    return filtering(
      before,
      { spec, out },
      [{ name: 'weights', shape: size, fan }],
      { initial: weights, bias },
      (x, p) => convolve(x, p.weights, { stride, dilation, padding, groups }) as Tensor,
    )
  }
}
