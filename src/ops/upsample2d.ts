/** Images made larger by whole factors. */
import type { Float } from '../core/dtype.js'
import type { Shape } from '../core/shape.js'
import type { Times } from '../core/sizes.js'
import { type AnyTensor, literal, type Tensor } from '../core/tensor.js'
import type { HeightOf, Size2d, WidthOf } from '../core/windows.js'
import { concat } from './concat.js'
import { byInput, type ConvAttrs } from './convolution.js'
import { reshape } from './reshape.js'
import { slice } from './slice.js'
import { broadcastTo } from './sum.js'
import { channelsLast, inLayout, type Layout, pairOf } from './window.js'

/** Where new pixels come from: the nearest old one, or the straight line between two of each axis. */
export type UpsampleMethod = 'nearest' | 'bilinear'
export interface UpsampleOptions<L extends Layout = Layout> {
  /** Default `'nearest'`. */
  readonly method?: UpsampleMethod
  /** Order of axes; default `'NHWC'`. */
  readonly layout?: L
}

type Upsampled<X extends Shape, F extends Size2d, L extends Layout> = X extends readonly [
  infer N extends number,
  infer A extends number,
  infer B extends number,
  infer C extends number,
]
  ? L extends 'NHWC'
    ? readonly [N, Times<A, HeightOf<F>>, Times<B, WidthOf<F>>, C]
    : readonly [N, A, Times<B, HeightOf<F>>, Times<C, WidthOf<F>>]
  : readonly [number, number, number, number]

const nearest = (x: AnyTensor, [down, across]: readonly [number, number]): AnyTensor => {
  const [n, h, w, c] = x.shape as readonly [number, number, number, number]
  const apart = reshape(x, [n, h, 1, w, 1, c])
  return reshape(broadcastTo(apart, [n, h, down, w, across, c]), [n, h * down, w * across, c])
}

/** Images with the pixels of their first and last row, or column, once more beside them. */
const edged = (x: AnyTensor, axis: 1 | 2): AnyTensor => {
  const last = x.shape[axis]! - 1
  const line = (at: number): AnyTensor =>
    slice(x, {
      start: x.shape.map((_, i) => (i === axis ? at : 0)),
      stop: x.shape.map((d, i) => (i === axis ? at + 1 : d)),
    })
  return concat([line(0), x, line(last)], axis) as AnyTensor
}
/**
 * How one axis is spread: old pixels `factor` apart, each times a triangle that reaches to the middles of its neighbours,
 * `1 − |distance| / factor`; of the result, `cut` numbers at both ends are what lies outside the images.
 */
const triangle = (factor: number): { readonly weights: readonly number[]; readonly cut: number } => {
  if (factor === 1) return { weights: [1], cut: 0 }
  const [length, middle] = factor % 2 === 0 ? [2 * factor, factor - 0.5] : [2 * factor - 1, factor - 1]
  const weights = Array.from({ length }, (_, i) => 1 - Math.abs(i - middle) / factor)
  return { weights, cut: middle - (factor - 1) / 2 + factor }
}
/** The transposed convolution of each channel by a pyramid, the triangles of height and width multiplied. */
const bilinear = (x: AnyTensor, [down, across]: readonly [number, number]): AnyTensor => {
  const [, h, w, c] = x.shape as readonly [number, number, number, number]
  if (h === 0 || w === 0 || c === 0) return nearest(x, [down, across])
  const [rows, columns] = [triangle(down), triangle(across)]
  const wide = down === 1 ? x : edged(x, 1)
  const high = across === 1 ? wide : edged(wide, 2)
  const pyramid = rows.weights.flatMap((v) => columns.weights.flatMap((u) => new Array<number>(c).fill(v * u)))
  const window = [rows.weights.length, columns.weights.length, 1, c]
  const attrs: ConvAttrs = {
    stride: [down, across],
    dilation: [1, 1],
    padding: [
      [rows.cut, rows.cut],
      [columns.cut, columns.cut],
    ],
    groups: c,
  }
  return byInput(attrs, [h * down, w * across], high, literal(window, pyramid, x.dtype))
}

/**
 * Images larger by a whole factor, or one for height and one for width: `[n, h, w, c] → [n, h·f, w·f, c]`.
 *
 * `'nearest'` repeats each pixel. `'bilinear'` draws straight lines between the middles of pixels, along the height and then
 * the width, and is constant outside the outermost middles: new pixel `o` lies at `(o + ½) / f − ½`, as in Keras and in
 * PyTorch with `align_corners=False`: a transposed convolution of each channel by a pyramid. Both are linear, and of a constant they are the constant.
 *
 * Derivative: the transposed map. Throws `ShapeError` for anything but images, `RangeError` for factors that are not positive
 * whole numbers.
 *
 * @example upsample2d(images, 2, { method: 'bilinear' })
 */
export const upsample2d = <X extends Shape, E extends Float, const F extends Size2d, const L extends Layout = 'NHWC'>(
  x: Tensor<X, E>,
  factor: F,
  { method = 'nearest', layout = 'NHWC' as L }: UpsampleOptions<L> = {},
): Tensor<Upsampled<X, F, L>, E> => {
  const images = channelsLast('upsample2d', layout, x)
  const [down, across] = pairOf('upsample2d', 'factors', factor)
  if (method !== 'nearest' && method !== 'bilinear')
    throw new RangeError(`upsample2d: method must be 'nearest' or 'bilinear', got '${method}'`)
  const y = (method === 'nearest' ? nearest : bilinear)(images, [down, across])
  return inLayout(layout, y)
}
