/** Images made larger by whole factors. */
import type { Float } from '../core/dtype.js'
import type { Shape } from '../core/shape.js'
import type { Times } from '../core/sizes.js'
import { type AnyTensor, literal, type Tensor } from '../core/tensor.js'
import type { HeightOf, Size2d, WidthOf } from '../core/windows.js'
import { add } from './add.js'
import { concat } from './concat.js'
import { mul } from './mul.js'
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

/** `x` one step on along an axis, towards smaller or larger places; the element at the edge comes twice. */
const shifted = (x: AnyTensor, axis: number, by: -1 | 1): AnyTensor => {
  const last = x.shape[axis]! - 1
  const part = (from: number, to: number): AnyTensor =>
    slice(x, {
      start: x.shape.map((_, i) => (i === axis ? from : 0)),
      stop: x.shape.map((d, i) => (i === axis ? to : d)),
    })
  if (last <= 0) return x
  return concat(by === 1 ? [part(1, last + 1), part(last, last + 1)] : [part(0, 1), part(0, last)], axis) as AnyTensor
}

/**
 * One axis. Pixel `r` of the `factor` new ones of pixel `i` has its middle at `i + t`, `t = (r + ½) / factor − ½`: it is
 * `1 − |t|` times that pixel, and `|t|` times the one on that side.
 */
const linear = (x: AnyTensor, axis: number, factor: number): AnyTensor => {
  if (factor === 1) return x
  const places = Array.from({ length: factor }, (_, r) => (r + 0.5) / factor - 0.5)
  const weights = (of: (t: number) => number): any =>
    literal([factor, ...x.shape.slice(axis + 1).map(() => 1)], places.map(of), x.dtype)
  const apart = (t: AnyTensor): any => reshape(t, [...t.shape.slice(0, axis + 1), 1, ...t.shape.slice(axis + 1)])
  const own = mul(
    apart(x),
    weights((t) => 1 - Math.abs(t)),
  )
  const before = mul(
    apart(shifted(x, axis, -1)),
    weights((t) => Math.max(-t, 0)),
  )
  const after = mul(
    apart(shifted(x, axis, 1)),
    weights((t) => Math.max(t, 0)),
  )
  return reshape(
    add(add(own, before), after) as AnyTensor,
    x.shape.map((d, i) => (i === axis ? d * factor : d)),
  )
}

/**
 * Images larger by a whole factor, or one for height and one for width: `[n, h, w, c] → [n, h·f, w·f, c]`.
 *
 * `'nearest'` repeats each pixel. `'bilinear'` draws straight lines between the middles of pixels, along the height and then
 * the width, and is constant outside the outermost middles: new pixel `o` lies at `(o + ½) / f − ½`, as in Keras and in
 * PyTorch with `align_corners=False`. Both are linear, and of a constant they are the constant.
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
  const y = method === 'nearest' ? nearest(images, [down, across]) : linear(linear(images, 1, down), 2, across)
  return inLayout(layout, y)
}
