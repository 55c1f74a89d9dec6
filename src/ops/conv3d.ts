/** Convolution of volumes: images one behind another, frames of a film. */
import type { Float } from '../core/dtype.js'
import { apply } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import type { Padding3d, Size3d } from '../core/windows.js'
import { concat } from './concat.js'
import { conv2dOp, convMovesOf, convolved, expectRank } from './convolution.js'
import { permute } from './permute.js'
import { reshape } from './reshape.js'
import { pad, slice } from './slice.js'
import type { Deep, Pair, Placed, Places3d } from './window.js'

export interface Conv3dOptions<
  S extends Size3d = Size3d,
  D extends Size3d = Size3d,
  P extends Padding3d = Padding3d,
  G extends number = number,
> {
  /** Slices, rows and columns from one place of the window to the next; default 1. */
  readonly stride?: S
  /** Slices, rows and columns from one element under the window to the next; default 1. */
  readonly dilation?: D
  /** Zeros around the volumes; default `'valid'`: none. */
  readonly padding?: P
  /** Parts of the channels that do not see each other; default 1. */
  readonly groups?: G
}

type Five = readonly [number, number, number, number, number]
type Convolved3d<
  X extends Shape,
  W extends Shape,
  S extends Size3d,
  D extends Size3d,
  P extends Padding3d,
> = X extends readonly [
  infer N extends number,
  infer T extends number,
  infer A extends number,
  infer B extends number,
  number,
]
  ? W extends readonly [
      infer KT extends number,
      infer KA extends number,
      infer KB extends number,
      number,
      infer F extends number,
    ]
    ? readonly [N, ...Places3d<T, A, B, readonly [KT, KA, KB], S, D, P>, F]
    : Five
  : Five
type Fitting<X extends Shape, W extends Shape, G extends number> = X extends readonly [
  number,
  number,
  number,
  number,
  infer C extends number,
]
  ? W extends readonly [number, number, number, infer E extends number, number]
    ? Deep<C, E, G>
    : unknown
  : unknown

/** The slices under element `p` of the window, one for each of `places`. */
const underDepth = (x: AnyTensor, p: number, places: number, stride: number, dilation: number): AnyTensor => {
  const start = p * dilation
  const stop = start + (places - 1) * stride + 1
  if (start === 0 && stop === x.shape[1] && stride === 1) return x
  return slice(x, {
    start: x.shape.map((_, i) => (i === 1 ? start : 0)),
    stop: x.shape.map((d, i) => (i === 1 ? stop : d)),
    step: x.shape.map((_, i) => (i === 1 ? stride : 1)),
  })
}

/**
 * Convolution of volumes: `[n, depth, h, w, c]` and weights `[kd, kh, kw, c / groups, filters]` to `[n, depth′, h′, w′,
 * filters]`: the sum of `conv2d` over depth, height and width at once, zeros outside, accumulated in f64. Each size is
 * `⌊(size + before + after − d·(k − 1) − 1) / s⌋ + 1`; padding `'same'` gives `⌈size / s⌉`.
 *
 * It is one `conv2d` of `n·depth′` images whose channels are those of the `kd` slices under the window, side by side: `kd`
 * times the memory of the volume for the speed of the plane. Derivatives as there.
 * Throws `ShapeError` for a window or channels that do not fit, `RangeError` for strides, dilations or groups that are not
 * positive whole numbers and for negative padding.
 * Source: Tran et al., "Learning spatiotemporal features with 3D convolutional networks" (2015).
 *
 * @example conv3d(scans, weights, { stride: [1, 2, 2], padding: 'same' })
 */
export const conv3d = <
  X extends Shape,
  W extends Shape,
  E extends Float,
  const S extends Size3d = 1,
  const D extends Size3d = 1,
  const P extends Padding3d = 'valid',
  const G extends number = 1,
>(
  x: Tensor<X, E>,
  w: Tensor<W, NoInfer<E>> & Placed<Convolved3d<X, W, S, D, P>> & Fitting<X, W, G>,
  options: Conv3dOptions<S, D, P, G> = {},
): Tensor<Convolved3d<X, W, S, D, P>, E> => {
  expectRank('conv3d', 3, x.shape, w.shape)
  const moves = convMovesOf('conv3d', x.shape.slice(1, 4), w.shape.slice(0, 3), options)
  const out = convolved('conv3d', moves, x.shape, w.shape, 3)
  const [kd, kh, kw, depth, filters] = w.shape as readonly number[] as Five
  const { stride, dilation, padding, groups } = moves
  const ends = padding[0]!
  const beside = (end: 0 | 1): readonly number[] => [0, ends[end], 0, 0, 0]
  const volume: AnyTensor = ends[0] + ends[1] === 0 ? x : pad(x as AnyTensor, { before: beside(0), after: beside(1) })
  const images = out[0]! * out[1]!
  const size = x.shape.slice(2, 4) as readonly number[]
  const slices = Array.from({ length: kd }, (_, p) =>
    reshape(underDepth(volume, p, out[1]!, stride[0]!, dilation[0]!), [images, ...size, groups, depth]),
  )
  const taps = slices.length === 1 ? slices[0]! : concat(slices, 4)
  const y = apply(
    conv2dOp,
    {
      stride: stride.slice(1) as unknown as Pair,
      dilation: dilation.slice(1) as unknown as Pair,
      padding: padding.slice(1) as unknown as readonly [Pair, Pair],
      groups,
    },
    reshape(taps, [images, ...size, groups * kd * depth]),
    reshape(permute(w as AnyTensor, [1, 2, 0, 3, 4]), [kh, kw, kd * depth, filters]),
  )
  return reshape(y, out) as any
}
