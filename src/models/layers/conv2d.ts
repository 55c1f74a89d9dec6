/** The convolutional layer. */
import type { Divide, Mod } from 'ts-arithmetic'
import { ShapeError } from '../../core/errors.js'
import type { Batch, Dim, Shape } from '../../core/shape.js'
import type { Literal } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import type { HeightOf, Padding2d, Size2d, WidthOf } from '../../core/windows.js'
import { add } from '../../ops/add.js'
import { conv2d as convolve } from '../../ops/conv2d.js'
import { conv2dOp } from '../../ops/convolution.js'
import { full } from '../../ops/sum.js'
import { type Pair, type Placed, type Places, pairOf, slidingOf } from '../../ops/window.js'
import { type InitialSpec, initialOf } from '../initial.js'
import { extend, type Model, type Part } from '../model.js'

/** Images of one batch. */
export type Images<H extends Dim, W extends Dim, C extends Dim> = Tensor<readonly [Batch, H, W, C]>

/** Weights of a convolutional layer: a window of `KH × KW` over `C` channels for each of `F` filters. */
export interface Filters<KH extends Dim, KW extends Dim, C extends Dim, F extends Dim> {
  readonly weights: Tensor<readonly [KH, KW, C, F]>
}
/** The same, and a bias for each filter. */
export interface Conv2d<KH extends Dim, KW extends Dim, C extends Dim, F extends Dim> extends Filters<KH, KW, C, F> {
  readonly bias: Tensor<readonly [F]>
}

/** Channels that one filter sees. */
type Depth<C extends Dim, G extends number> = G extends 1
  ? C
  : [Literal<C>, Literal<G>] extends [true, true]
    ? Divide<C, G>
    : number
/** `unknown` where groups divide channels and filters, else a sentence that the compiler shows at the argument. */
type Divides<C extends Dim, F extends Dim, G extends number> = G extends 1
  ? unknown
  : [Literal<C>, Literal<F>, Literal<G>] extends [true, true, true]
    ? [Mod<C, G>, Mod<F, G>] extends [0, 0]
      ? unknown
      : { readonly 'groups must divide the channels and the filters': never }
    : unknown

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

/** Padding as a layer's description holds it: one count for all sides is written out. */
export const paddingSpec = (padding: Padding2d): 'valid' | 'same' | readonly [Pair, Pair] => {
  if (typeof padding !== 'number') return padding
  const both: Pair = [padding, padding]
  return [both, both]
}
/** Height, width and channels of the images a layer is given. Throws `ShapeError` for anything but images. */
export const imagesOf = (layer: string, out: Shape): readonly [height: number, width: number, channels: number] => {
  if (out.length !== 3) throw new ShapeError(layer, 'images [height, width, channels]', out)
  return out as readonly [number, number, number]
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
  if (!Number.isInteger(filters) || filters < 1)
    throw new RangeError(`conv2d: filters must be a positive integer, got ${filters}`)
  if (!Number.isInteger(groups) || groups < 1)
    throw new RangeError(`conv2d: groups must be a positive integer, got ${groups}`)
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
    const part: Part<readonly [any], readonly [], Tensor, Tensor> = {
      spec: {
        layer: 'conv2d',
        filters,
        window: [kh, kw],
        stride: strides,
        dilation: dilations,
        padding: paddingSpec(padding),
        groups,
        weights,
        bias,
      },
      out,
      parameters: kh * kw * size[2] * filters + (bias ? filters : 0),
      slots: [1, 0],
      init: (key) => {
        const w = initialOf(weights)(fan)(key, size)
        return { params: [bias ? { weights: w, bias: full([filters], 0) } : { weights: w }], state: [] }
      },
      apply: ([{ weights: w, bias: b }], state, x) => {
        const y = convolve(x, w, { stride, dilation, padding, groups }) as Tensor
        return [b === undefined ? y : add(y, b), state]
      },
    }
    return extend(before, part as any) as Model<any, any, A, any>
  }
}
