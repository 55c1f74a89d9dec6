/** Transposed convolution: the adjoint of a convolution as a layer of its own, from small images to large ones. */
import type { Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import type { Shape } from '../core/shape.js'
import type { Times } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import {
  type HeightOf,
  type HorizontalOf,
  type Padding2d,
  type Size2d,
  type TransposedOutput,
  transposedOutput,
  type VerticalOf,
  type WidthOf,
} from '../core/windows.js'
import { byInput, type ConvAttrs, convMovesOf, windowOf } from './convolution.js'
import { permute } from './permute.js'
import { channelsLast, inLayout, type Layout, type Pair, pairOf, type Same, sizeOfImages } from './window.js'

export interface ConvTransposeOptions<
  S extends Size2d = Size2d,
  D extends Size2d = Size2d,
  P extends Padding2d = Padding2d,
  O extends Size2d = Size2d,
  L extends Layout = Layout,
  G extends number = number,
> {
  /** Rows and columns of the result from one place of the window to the next; default 1. */
  readonly stride?: S
  /** Rows and columns from one element under the window to the next; default 1. */
  readonly dilation?: D
  /** Rows and columns that are cut off around the result; default `'valid'`: none. `'same'` gives sizes times the stride. */
  readonly padding?: P
  /** Rows below and columns at the right that are added to the result, fewer than the stride; default 0. */
  readonly outputPadding?: O
  /** Parts of the channels that do not see each other; default 1. */
  readonly groups?: G
  /** Order of axes; default `'NHWC'`. */
  readonly layout?: L
}

/** `TransposedOutput` of the height and of the width. */
export type TransposedPlaces<
  H extends number,
  W extends number,
  F extends Size2d,
  S extends Size2d,
  D extends Size2d,
  P extends Padding2d,
  O extends Size2d,
> = readonly [
  TransposedOutput<H, HeightOf<F>, HeightOf<S>, HeightOf<D>, VerticalOf<P>, HeightOf<O>>,
  TransposedOutput<W, WidthOf<F>, WidthOf<S>, WidthOf<D>, HorizontalOf<P>, WidthOf<O>>,
]
type Transposed<
  X extends Shape,
  W extends Shape,
  S extends Size2d,
  D extends Size2d,
  P extends Padding2d,
  O extends Size2d,
  L extends Layout,
  G extends number,
> = readonly [X, W] extends readonly [
  readonly [infer N extends number, infer A extends number, infer B extends number, infer C extends number],
  readonly [infer I extends number, infer J extends number, infer K extends number, infer M extends number],
]
  ? L extends 'NHWC'
    ? readonly [N, ...TransposedPlaces<A, B, readonly [I, J], S, D, P, O>, Times<K, G>]
    : readonly [N, Times<J, G>, ...TransposedPlaces<B, C, readonly [K, M], S, D, P, O>]
  : readonly [number, number, number, number]
/** `unknown` where something of the result is left, else a sentence that the compiler shows at the argument. */
export type Left<Out extends Shape> = true extends {
  [I in keyof Out]: [Out[I]] extends [never] ? true : false
}[number]
  ? { readonly 'the padding leaves nothing of the result': never }
  : unknown
type Fitting<X extends Shape, W extends Shape, L extends Layout> = X extends readonly [
  number,
  infer A extends number,
  number,
  infer C extends number,
]
  ? W extends readonly [infer I extends number, number, number, infer M extends number]
    ? L extends 'NHWC'
      ? Same<C, M>
      : Same<A, I>
    : unknown
  : unknown

/**
 * Height and width of a result, and the attributes of the convolution that goes back from there to images of `size`.
 * Throws `ShapeError` where padding leaves nothing, `RangeError` for options that are no counts.
 */
export const transposedOf = (
  op: string,
  size: Pair,
  window: Pair,
  { outputPadding = 0, layout: _, ...options }: ConvTransposeOptions,
): { readonly size: Pair; readonly attrs: ConvAttrs } => {
  const { padding = 'valid' } = options
  const along = typeof padding === 'object' ? padding : ([padding, padding] as const)
  const [stride, dilation] = [
    pairOf(op, 'strides', options.stride ?? 1),
    pairOf(op, 'dilations', options.dilation ?? 1),
  ]
  const extra: Pair = typeof outputPadding === 'number' ? [outputPadding, outputPadding] : outputPadding
  extra.forEach((count, i) => {
    const limit = padding === 'same' ? 1 : stride[i]!
    if (!Number.isInteger(count) || count < 0 || count >= limit)
      throw new RangeError(
        `${op}: outputPadding must be whole numbers from 0 to ${limit - 1}${padding === 'same' ? " with padding 'same'" : ', below the stride'}, got ${extra.join(' × ')}`,
      )
  })
  const large = [0, 1].map((i) =>
    transposedOutput(size[i]!, window[i]!, {
      stride: stride[i]!,
      dilation: dilation[i]!,
      padding: along[i]!,
      outputPadding: extra[i]!,
    }),
  ) as unknown as Pair
  const attrs = convMovesOf(op, large, window, options) as ConvAttrs
  if (size.some((n) => n < 1) || large.some((n) => n < 1))
    throw new ShapeError(
      op,
      `a result of at least 1 × 1 for images of ${size.join(' × ')} under a window ${window.join(' × ')}`,
      large,
    )
  return { size: large, attrs }
}

/**
 * Transposed convolution, also known as fractionally strided or (wrongly) as deconvolution: `[n, h, w, c]` and weights
 * `[kh, kw, filters / groups, c]` to `[n, h′, w′, filters]`. Each number of the images is spread over the result, times the
 * window at its place: the adjoint of the `conv2d` that takes images of `h′ × w′` to `h × w` by these weights, with
 *
 *   h′ = (h − 1)·s − top − bottom + d·(kh − 1) + 1 + outputPadding,  w′ likewise.
 *
 * `stride`, `dilation` and `padding` are those of that convolution, so `padding` cuts from the result. For a stride of `s` it
 * takes `s` sizes to one `h`; `outputPadding`, below `s`, says which: rows and columns at the end that no other window
 * reaches (PyTorch allows it below the dilation, too). `'same'` gives `h·s`, as in Keras; `'valid'` does not widen windows
 * narrower than the stride, as Keras does.
 *
 * With layout `'NCHW'`, images are `[n, c, h, w]` and weights `[c, filters / groups, kh, kw]`, as in PyTorch.
 *
 * Derivatives: `conv2d` by the images, `conv2dByWeights` by the weights. Throws `ShapeError` where channels do not fit and
 * where padding leaves nothing, `RangeError` for strides, dilations or groups that are not positive whole numbers, negative
 * padding, and `outputPadding` that is not from 0 to below the stride.
 * Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), chapter 4.
 *
 * @example conv2dTranspose(images, weights, { stride: 2, padding: 1, outputPadding: 1 })
 */
export const conv2dTranspose = <
  X extends Shape,
  W extends Shape,
  E extends Float,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
  const O extends Size2d = 0,
  const L extends Layout = 'NHWC',
  const G extends number = 1,
>(
  x: Tensor<X, E>,
  w: Tensor<W, NoInfer<E>> & Left<Transposed<X, W, S, D, P, O, L, G>> & Fitting<X, W, L>,
  options: ConvTransposeOptions<S, D, P, O, L, G> = {},
): Tensor<Transposed<X, W, S, D, P, O, L, G>, E> => {
  const { layout = 'NHWC', groups = 1 }: ConvTransposeOptions = options
  const op = 'conv2dTranspose'
  const last = channelsLast(op, layout, x)
  const order = layout === 'NHWC' ? 'kh, kw, filters / groups, c' : 'c, filters / groups, kh, kw'
  if (w.shape.length !== 4) throw new ShapeError(op, `weights [${order}]`, w.shape)
  const weights: AnyTensor = layout === 'NHWC' ? w : permute(w as AnyTensor, [2, 3, 1, 0])
  const { size, attrs } = transposedOf(op, sizeOfImages(last), windowOf(weights), options)
  const channels = last.shape[3]!
  if (weights.shape[3] !== channels || channels % groups !== 0)
    throw new ShapeError(
      op,
      `weights [${order}] for ${channels} channels${groups === 1 ? '' : ` in ${groups} groups, which divide them`}`,
      w.shape,
    )
  return inLayout(layout, byInput(attrs, size, last, weights))
}
