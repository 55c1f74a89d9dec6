/** Pooling to a size that is given, whatever that of the images. */
import type { Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import { type AnyTensor, literal, type Tensor } from '../core/tensor.js'
import type { HeightOf, Size2d, WidthOf } from '../core/windows.js'
import { concat } from './concat.js'
import { matmul } from './matmul.js'
import { avgPool2dOp, maxPool2dOp } from './pooling.js'
import { reshape } from './reshape.js'
import { slice } from './slice.js'
import { channelsLast, inLayout, type Layout, type Pair, pairOf, sizeOfImages } from './window.js'

type Adapted<X extends Shape, F extends Size2d, L extends Layout> = X extends readonly [
  infer N extends number,
  infer A extends number,
  number,
  infer C extends number,
]
  ? L extends 'NHWC'
    ? readonly [N, HeightOf<F>, WidthOf<F>, C]
    : readonly [N, A, HeightOf<F>, WidthOf<F>]
  : readonly [number, number, number, number]

/** Pooling by the size of the result. */
export type AdaptivePool2d = <
  X extends Shape,
  E extends Float,
  const F extends Size2d,
  const L extends Layout = 'NHWC',
>(
  x: Tensor<X, E>,
  size: F,
  options?: { readonly layout?: L },
) => Tensor<Adapted<X, F, L>, E>

/** Where bin `i` of `bins` over `n` elements starts and ends. */
const binsOf = (n: number, bins: number): readonly (readonly [start: number, end: number])[] =>
  Array.from({ length: bins }, (_, i) => [Math.floor((i * n) / bins), Math.ceil(((i + 1) * n) / bins)])

/** Windows side by side, without padding. */
const tiled = (op: typeof avgPool2dOp, x: AnyTensor, window: Pair): AnyTensor =>
  window.every((d) => d === 1)
    ? x
    : apply(
        op,
        {
          window,
          stride: window,
          padding: [
            [0, 0],
            [0, 0],
          ],
        },
        x,
      )

/** One axis of `[n, h, w, c]` by a matrix `[bins, size]`, a row of equal weights for each bin. */
const averaged = (x: AnyTensor, axis: 1 | 2, bins: number): AnyTensor => {
  const [n, h, w, c] = x.shape as readonly [number, number, number, number]
  const size = x.shape[axis]!
  const rows = binsOf(size, bins).flatMap(([start, end]) =>
    Array.from({ length: size }, (_, i) => (start <= i && i < end ? 1 / (end - start) : 0)),
  )
  const lines = reshape(x, axis === 1 ? [n, h, w * c] : [n * h, w, c])
  const y = matmul(literal([bins, size], rows, x.dtype) as any, lines as any) as AnyTensor
  return reshape(y, axis === 1 ? [n, bins, w, c] : [n, h, bins, c])
}
/** One axis of `[n, h, w, c]` bin by bin. */
const largest = (x: AnyTensor, axis: 1 | 2, bins: number): AnyTensor => {
  const parts = binsOf(x.shape[axis]!, bins).map(([start, end]) => {
    const bin = slice(x, {
      start: x.shape.map((_, i) => (i === axis ? start : 0)),
      stop: x.shape.map((d, i) => (i === axis ? end : d)),
    })
    return tiled(maxPool2dOp, bin, axis === 1 ? [end - start, 1] : [1, end - start])
  })
  return concat(parts, axis) as AnyTensor
}

const adaptive = (
  name: string,
  op: typeof avgPool2dOp,
  uneven: (x: AnyTensor, axis: 1 | 2, bins: number) => AnyTensor,
): AdaptivePool2d =>
  ((x: AnyTensor, size: Size2d, { layout = 'NHWC' }: { readonly layout?: Layout } = {}) => {
    const images = channelsLast(name, layout, x)
    const [down, across] = pairOf(name, 'sizes', size)
    const [h, w] = sizeOfImages(images)
    if (h < 1 || w < 1) throw new ShapeError(name, 'images of at least 1 × 1', x.shape)
    const [rows, columns] = [h / down, w / across]
    if (Number.isInteger(rows) && Number.isInteger(columns)) return inLayout(layout, tiled(op, images, [rows, columns]))
    // Width before height, so that among equal numbers the first in row-major order is the largest.
    const wide = Number.isInteger(columns) ? tiled(op, images, [1, columns]) : uneven(images, 2, across)
    return inLayout(layout, Number.isInteger(rows) ? tiled(op, wide, [rows, 1]) : uneven(wide, 1, down))
  }) as AdaptivePool2d

/**
 * The average of each of `h′ × w′` bins, channel by channel: `[n, h, w, c] → [n, h′, w′, c]` for any sizes. Along an axis bin
 * `i` of `o` reaches from `⌊i·n / o⌋` to before `⌈(i + 1)·n / o⌉`, as in PyTorch: bins overlap where `o` does not divide `n`.
 * Where it does, it is `avgPool2d`; where not, a matrix product along that axis.
 *
 * Derivative: `1 / count` by each number of a bin. Throws `ShapeError` for anything but images of at least 1 × 1, `RangeError`
 * for sizes that are not positive whole numbers.
 *
 * @example adaptiveAvgPool2d(images, [7, 7])
 */
export const adaptiveAvgPool2d: AdaptivePool2d = adaptive('adaptiveAvgPool2d', avgPool2dOp, averaged)
/**
 * The largest number of each bin; bins and errors as for `adaptiveAvgPool2d`.
 * Derivative: 1 by the largest, as for `maxPool2d`.
 */
export const adaptiveMaxPool2d: AdaptivePool2d = adaptive('adaptiveMaxPool2d', maxPool2dOp, largest)
