/** Pooling of images: the largest, the smallest or the average number under each window, or of each whole image. */
import type { Float } from '../core/dtype.js'
import { apply, type Op } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import type { Padding2d, Size2d } from '../core/windows.js'
import { max, min } from './extremum.js'
import { mean } from './mean.js'
import { neg } from './neg.js'
import { avgPool2dOp, maxPool2dOp, type PoolAttrs, pooled } from './pooling.js'
import {
  channelsLast,
  inLayout,
  type Layout,
  type Placed,
  pairOf,
  sizeOfImages,
  slidingOf,
  type Windowed,
} from './window.js'

export interface PoolOptions<S extends Size2d = Size2d, P extends Padding2d = Padding2d, L extends Layout = Layout> {
  /** Rows and columns from one place of the window to the next; default those of the window, so that none overlap. */
  readonly stride?: S
  /** Rows and columns around the images that no window sees; default `'valid'`: none. */
  readonly padding?: P
  /** Order of axes; default `'NHWC'`. */
  readonly layout?: L
}

/** Pooling: images, window, options. */
export type Pool2d = <
  X extends Shape,
  E extends Float,
  const F extends Size2d,
  const S extends Size2d = F,
  const P extends Padding2d = 'valid',
  const L extends Layout = 'NHWC',
>(
  x: Tensor<X, E> & Placed<Windowed<X, F, S, 1, P, L>>,
  window: F,
  options?: PoolOptions<S, P, L>,
) => Tensor<Windowed<X, F, S, 1, P, L>, E>

const pool = (name: string, op: Op<PoolAttrs>, { turn = (x: any): any => x } = {}): Pool2d =>
  ((x: AnyTensor, size: Size2d, { stride = size, padding = 'valid', layout = 'NHWC' }: PoolOptions = {}) => {
    const images = channelsLast(name, layout, x)
    const window = pairOf(name, 'windows', size)
    const sliding = slidingOf(name, sizeOfImages(images), window, { stride, padding })
    const attrs: PoolAttrs = { window, stride: sliding.stride, padding: sliding.padding }
    pooled(name, attrs, images.shape) // so that errors name this function
    return inLayout(layout, turn(apply(op, attrs, turn(images))))
  }) as Pool2d

/**
 * The largest number under each window, channel by channel: `[n, h, w, c] → [n, h′, w′, c]`, where windows of `f` rows
 * that move by `s` give `h′ = ⌊(h + top + bottom − f) / s⌋ + 1`, columns likewise. Padding never wins; NaN does.
 *
 * Derivative: 1 by the largest; the first in row-major order where several are equal.
 * Throws `ShapeError` for a window that does not fit and for padding not smaller than the window (a window would see
 * nothing), `RangeError` for windows and strides that are not positive whole numbers and for negative padding.
 *
 * @example maxPool2d(images, 3, { stride: 2, padding: 1 })
 */
export const maxPool2d: Pool2d = pool('maxPool2d', maxPool2dOp)

/** The smallest number under each window: `-maxPool2d(-x)`, and all else as there. */
export const minPool2d: Pool2d = pool('minPool2d', maxPool2dOp, { turn: neg })

/**
 * The average of the numbers under each window; shapes and errors as for `maxPool2d`. Padding is not counted: a window
 * half outside averages its inner half. PyTorch counts it as zeros unless told `count_include_pad=False`.
 *
 * Derivative: `1 / count` by each number under the window.
 */
export const avgPool2d: Pool2d = pool('avgPool2d', avgPool2dOp)

/** Height and width reduced away: `[n, h, w, c]`, or in layout `'NCHW'` `[n, c, h, w]`, to `[n, c]`. */
export type GlobalPool2d = <X extends Shape, E extends Float, const L extends Layout = 'NHWC'>(
  x: Tensor<X, E>,
  options?: { readonly layout?: L },
) => Tensor<Pooled<X, L>, E>
type Pooled<X extends Shape, L extends Layout> = X extends readonly [
  infer N extends number,
  infer A extends number,
  number,
  infer C extends number,
]
  ? readonly [N, L extends 'NHWC' ? C : A]
  : readonly [number, number]

const globally = (name: string, reduce: (x: any, axes: any) => any): GlobalPool2d =>
  ((x: AnyTensor, { layout = 'NHWC' }: { readonly layout?: Layout } = {}) =>
    reduce(channelsLast(name, layout, x), [1, 2])) as GlobalPool2d

/** The largest number of each channel of each image: `[n, h, w, c] → [n, c]`. Derivative as for `max`. */
export const globalMaxPool2d: GlobalPool2d = globally('globalMaxPool2d', max)
/** The smallest number of each channel of each image: `[n, h, w, c] → [n, c]`. Derivative as for `min`. */
export const globalMinPool2d: GlobalPool2d = globally('globalMinPool2d', min)
/** The average of each channel of each image: `[n, h, w, c] → [n, c]`. Derivative as for `mean`. */
export const globalAvgPool2d: GlobalPool2d = globally('globalAvgPool2d', mean)
