/** Convolution of each channel for itself, and followed by one across channels. */
import type { Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { Times } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import type { Padding2d, Size2d } from '../core/windows.js'
import { type ConvAttrs, conv2dOp, convMovesOf, convolved, expectRank, windowOf } from './convolution.js'
import { reshape } from './reshape.js'
import { type Placed, type Places, type Same, sizeOfImages } from './window.js'

export interface DepthwiseOptions<
  S extends Size2d = Size2d,
  D extends Size2d = Size2d,
  P extends Padding2d = Padding2d,
> {
  /** Rows and columns from one place of the window to the next; default 1. */
  readonly stride?: S
  /** Rows and columns from one element under the window to the next; default 1. */
  readonly dilation?: D
  /** Zeros around the images; default `'valid'`: none. */
  readonly padding?: P
}

type Four = readonly [number, number, number, number]
type Depthwise<
  X extends Shape,
  W extends Shape,
  S extends Size2d,
  D extends Size2d,
  P extends Padding2d,
> = X extends readonly [infer N extends number, infer A extends number, infer B extends number, infer C extends number]
  ? W extends readonly [infer I extends number, infer J extends number, number, infer M extends number]
    ? readonly [N, ...Places<A, B, readonly [I, J], S, D, P>, Times<C, M>]
    : Four
  : Four
type Separable<Y extends Shape, V extends Shape> = readonly [Y, V] extends readonly [
  readonly [infer N extends number, infer A extends number, infer B extends number, number],
  readonly [number, number, number, infer F extends number],
]
  ? readonly [N, A, B, F]
  : Four
/** Channels of images `X` and of weights `W`. */
type Fitting<X extends Shape, W extends Shape> = X extends readonly [number, number, number, infer C extends number]
  ? W extends readonly [number, number, infer E extends number, number]
    ? Same<C, E>
    : unknown
  : unknown

const depthwise = (op: string, x: AnyTensor, w: AnyTensor, options: DepthwiseOptions): AnyTensor => {
  expectRank(op, 2, x.shape, w.shape)
  const [channels, multiplier] = [x.shape[3]!, w.shape[3]!]
  if (w.shape[2] !== channels)
    throw new ShapeError(op, `weights [kh, kw, ${channels}, multiplier] for ${channels} channels`, w.shape)
  const attrs = convMovesOf(op, sizeOfImages(x), windowOf(w), {
    ...options,
    groups: Math.max(channels, 1),
  }) as ConvAttrs
  const weights = reshape(w, [...windowOf(w), 1, channels * multiplier])
  convolved(op, attrs, x.shape, weights.shape) // so that errors name this function
  return apply(conv2dOp, attrs, x, weights)
}

/**
 * Convolution of each channel for itself: `[n, h, w, c]` and weights `[kh, kw, c, multiplier]` to `[n, h′, w′, c·multiplier]`,
 * with `multiplier` results of each channel side by side. It is `conv2d` in `c` groups, and its sizes, options and
 * derivatives are as there; channels-first images go to `conv2d` itself.
 * Throws `ShapeError` for a window or channels that do not fit, `RangeError` for strides or dilations that are not positive
 * whole numbers and for negative padding.
 * Source: Sifre, "Rigid-motion scattering for image classification" (2014).
 *
 * @example depthwiseConv2d(images, weights, { stride: 2, padding: 'same' })
 */
export const depthwiseConv2d = <
  X extends Shape,
  W extends Shape,
  E extends Float,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
>(
  x: Tensor<X, E>,
  w: Tensor<W, NoInfer<E>> & Placed<Depthwise<X, W, S, D, P>> & Fitting<X, W>,
  options: DepthwiseOptions<S, D, P> = {},
): Tensor<Depthwise<X, W, S, D, P>, E> => depthwise('depthwiseConv2d', x, w, options) as any

/**
 * A depthwise convolution, and a convolution of 1 × 1 over the channels that it gives: `[n, h, w, c]`, weights `[kh, kw, c,
 * multiplier]` and `[1, 1, c·multiplier, filters]` to `[n, h′, w′, filters]`. Where one filter can be written as such a
 * product it takes `kh·kw` times fewer operations than `conv2d` for many filters. Options are those of the first; errors and
 * derivatives as for `depthwiseConv2d`.
 * Source: Chollet, "Xception: deep learning with depthwise separable convolutions" (2017).
 *
 * @example separableConv2d(images, spatial, pointwise, { padding: 'same' })
 */
export const separableConv2d = <
  X extends Shape,
  W extends Shape,
  V extends Shape,
  E extends Float,
  const S extends Size2d = 1,
  const D extends Size2d = 1,
  const P extends Padding2d = 'valid',
>(
  x: Tensor<X, E>,
  w: Tensor<W, NoInfer<E>> & Placed<Depthwise<X, W, S, D, P>> & Fitting<X, W>,
  pointwise: Tensor<V, NoInfer<E>> & Fitting<Depthwise<X, W, S, D, P>, V>,
  options: DepthwiseOptions<S, D, P> = {},
): Tensor<Separable<Depthwise<X, W, S, D, P>, V>, E> => {
  const y = depthwise('separableConv2d', x, w, options)
  const across = pointwise.shape as readonly number[]
  if (across.length !== 4 || across[0] !== 1 || across[1] !== 1 || across[2] !== y.shape[3])
    throw new ShapeError('separableConv2d', `pointwise weights [1, 1, ${y.shape[3]}, filters]`, across)
  const plain = { stride: [1, 1], dilation: [1, 1], groups: 1 } as const
  return apply(
    conv2dOp,
    {
      ...plain,
      padding: [
        [0, 0],
        [0, 0],
      ],
    },
    y,
    pointwise as AnyTensor,
  ) as any
}
