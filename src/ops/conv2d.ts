/** Convolution of images, and its adjoints by images and by weights. */
import type { Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import type { Padding2d, Size2d } from '../core/windows.js'
import { byInput, byWeights, type ConvAttrs, conv2dOp, convMovesOf, windowOf } from './convolution.js'
import { permute } from './permute.js'
import {
  channelsLast,
  type Deep,
  inLayout,
  type Layout,
  type Pair,
  type Placed,
  pairOf,
  sizeOfImages,
  type Windowed,
} from './window.js'

export interface ConvOptions<
  S extends Size2d = Size2d,
  D extends Size2d = Size2d,
  P extends Padding2d = Padding2d,
  L extends Layout = Layout,
  G extends number = number,
> {
  /** Rows and columns from one place of the window to the next; default 1. */
  readonly stride?: S
  /** Rows and columns from one element under the window to the next; default 1. */
  readonly dilation?: D
  /** Zeros around the images; default `'valid'`: none. */
  readonly padding?: P
  /** Parts of the channels that do not see each other; default 1. As many as channels is a depthwise convolution. */
  readonly groups?: G
  /** Order of axes; default `'NHWC'`. */
  readonly layout?: L
}

/** The shape of a convolution, by the layout. */
type Convolved<
  X extends Shape,
  W extends Shape,
  S extends Size2d,
  D extends Size2d,
  P extends Padding2d,
  L extends Layout,
> = W extends readonly [infer A extends number, infer B extends number, infer C extends number, infer E extends number]
  ? L extends 'NHWC'
    ? Windowed<X, readonly [A, B], S, D, P, L, E>
    : Windowed<X, readonly [C, E], S, D, P, L, A>
  : readonly [number, number, number, number]

/** `unknown` where weights are as deep as a group of channels, else a sentence that the compiler shows at the argument. */
type Fitting<X extends Shape, W extends Shape, L extends Layout, G extends number> = X extends readonly [
  number,
  infer A extends number,
  number,
  infer C extends number,
]
  ? W extends readonly [number, infer B extends number, infer E extends number, number]
    ? L extends 'NHWC'
      ? Deep<C, E, G>
      : Deep<A, B, G>
    : unknown
  : unknown

const attrsOf = (op: string, size: Pair, window: Pair, options: ConvOptions): ConvAttrs =>
  convMovesOf(op, size, window, options) as ConvAttrs

/**
 * Convolution (cross-correlation, as everywhere in deep learning): `[n, h, w, c]` and weights `[kh, kw, c / groups,
 * filters]` to `[n, h′, w′, filters]`, accumulated in f64:
 *
 *   y[n, i, j, f] = Σ over p, q, c of x[n, i·s + p·d − top, j·s + q·d − left, c] · w[p, q, c, f]
 *
 * with zeros outside the images, stride `s`, dilation `d`, and `h′ = ⌊(h + top + bottom − d·(kh − 1) − 1) / s⌋ + 1`,
 * `w′` likewise. With groups, filters of the first group see the first `c / groups` channels, and so on. Padding `'same'`
 * gives `⌈h / s⌉`, the odd row below and the odd column at the right, as in TensorFlow; PyTorch pads its strided
 * convolutions evenly: give counts to agree with it.
 *
 * With layout `'NCHW'`, images are `[n, c, h, w]` and weights `[filters, c / groups, kh, kw]`, as in PyTorch.
 *
 * Derivative: `conv2dByInput` and `conv2dByWeights`. Throws `ShapeError` for a window that does not fit and for channels
 * that do not (its shapes are those of NHWC), `RangeError` for strides, dilations or groups that are not positive whole
 * numbers and for negative padding.
 * Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016).
 *
 * @example conv2d(images, weights, { stride: 2, padding: 'same' })
 */
export const conv2d = <
  X extends Shape,
  W extends Shape,
  E extends Float,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
  const L extends Layout = 'NHWC',
  const G extends number = 1,
>(
  x: Tensor<X, E>,
  w: Tensor<W, NoInfer<E>> & Placed<Convolved<X, W, S, D, P, L>> & Fitting<X, W, L, G>,
  options: ConvOptions<S, D, P, L, G> = {},
): Tensor<Convolved<X, W, S, D, P, L>, E> => {
  const { layout = 'NHWC' } = options
  const last = channelsLast('conv2d', layout, x)
  if (w.shape.length !== 4)
    throw new ShapeError(
      'conv2d',
      layout === 'NHWC' ? 'weights [kh, kw, c, filters]' : 'weights [filters, c, kh, kw]',
      w.shape,
    )
  const weights: AnyTensor = layout === 'NHWC' ? w : permute(w as AnyTensor, [2, 3, 1, 0])
  return inLayout(
    layout,
    apply(conv2dOp, attrsOf('conv2d', sizeOfImages(last), windowOf(weights), options), last, weights),
  )
}

type NHWCOptions = Omit<ConvOptions, 'layout'>

/**
 * The adjoint of `conv2d` by its images, which are `size` in height and width: `[n, h′, w′, filters]` and weights `[kh,
 * kw, c / groups, filters]` to `[n, h, w, c]`. Also known as transposed convolution. Options as for `conv2d`.
 * Derivative: `conv2d` by `dy`, `conv2dByWeights` by the weights. Throws as `conv2d` does.
 */
export const conv2dByInput = <N extends number, E extends Float>(
  dy: Tensor<readonly [N, number, number, number], E>,
  w: Tensor<readonly [number, number, number, number], NoInfer<E>>,
  size: Size2d,
  options: NHWCOptions = {},
): Tensor<readonly [N, number, number, number], E> => {
  const images = pairOf('conv2dByInput', 'sizes', size)
  return byInput(attrsOf('conv2dByInput', images, windowOf(w), options), images, dy, w)
}

/**
 * The adjoint of `conv2d` by its weights, whose window is `window`: `[n, h, w, c]` and `[n, h′, w′, filters]` to
 * `[kh, kw, c / groups, filters]`. Options as for `conv2d`.
 * Derivative: `conv2dByInput` by the images, `conv2d` by `dy`. Throws as `conv2d` does.
 */
export const conv2dByWeights = <E extends Float>(
  x: Tensor<readonly [number, number, number, number], E>,
  dy: Tensor<readonly [number, number, number, number], NoInfer<E>>,
  window: Size2d,
  options: NHWCOptions = {},
): Tensor<readonly [number, number, number, number], E> => {
  const pair = pairOf('conv2dByWeights', 'windows', window)
  return byWeights(attrsOf('conv2dByWeights', sizeOfImages(x), pair, options), pair, x, dy)
}
