/**
 * What convolution and pooling share: windows that slide over the height and the width of images.
 *
 * The ops know one layout, `[n, height, width, channels]`, and plain counts. The public functions take shorter options
 * and the other layout, `[n, channels, height, width]`, by `permute`.
 */
import { ShapeError } from '../core/errors.js'
import { type Shape, showShape } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import {
  type HeightOf,
  type HorizontalOf,
  type Padding2d,
  paddingCounts,
  type Size2d,
  type VerticalOf,
  type WidthOf,
  type WindowOutput,
  windowOutput,
} from '../core/windows.js'
import { permute } from './permute.js'

/** Order of the axes of images: channels last (the default) or, as in PyTorch, channels before height and width. */
export type Layout = 'NHWC' | 'NCHW'
/** Of height and of width. */
export type Pair = readonly [height: number, width: number]
/** How windows move, as attributes: padding counts rows above and below, and columns left and right. */
export type Sliding = { readonly stride: Pair; readonly dilation: Pair; readonly padding: readonly [Pair, Pair] }
export const one: Pair = [1, 1]

/** Shape of images `X` after windows of `F` have slid over them and left `C` channels (default as many as before). */
export type Windowed<
  X extends Shape,
  F extends Size2d,
  S extends Size2d,
  D extends Size2d,
  P extends Padding2d,
  L extends Layout,
  C extends number = never,
> = X extends readonly [infer N extends number, infer A extends number, infer B extends number, infer E extends number]
  ? L extends 'NHWC'
    ? readonly [N, ...Places<A, B, F, S, D, P>, [C] extends [never] ? E : C]
    : readonly [N, [C] extends [never] ? A : C, ...Places<B, E, F, S, D, P>]
  : readonly [number, number, number, number]
/** `WindowOutput` of the height and of the width. */
export type Places<
  H extends number,
  W extends number,
  F extends Size2d,
  S extends Size2d,
  D extends Size2d,
  P extends Padding2d,
> = readonly [
  WindowOutput<H, HeightOf<F>, HeightOf<S>, HeightOf<D>, VerticalOf<P>>,
  WindowOutput<W, WidthOf<F>, WidthOf<S>, WidthOf<D>, HorizontalOf<P>>,
]

/** `unknown` where the places in a shape exist, else a sentence that the compiler shows at the argument. */
export type Placed<Out extends Shape> = true extends {
  [I in keyof Out]: [Out[I]] extends [never] ? true : false
}[number]
  ? { readonly 'the window does not fit these images': never }
  : unknown

/** A pair of positive whole numbers. Throws `RangeError` for others. */
export const pairOf = (op: string, what: string, size: Size2d): Pair => {
  const pair: Pair = typeof size === 'number' ? [size, size] : [size[0], size[1]]
  if (pair.some((n) => !Number.isInteger(n) || n < 1))
    throw new RangeError(`${op}: ${what} must be positive whole numbers, got ${pair.join(' × ')}`)
  return pair
}

/** Options of a public function. */
export interface WindowOptions {
  readonly stride?: Size2d
  readonly dilation?: Size2d
  readonly padding?: Padding2d
}

/**
 * The attributes that options mean for images of one size. Throws `RangeError` for strides and dilations that are not
 * positive, and for padding that is negative.
 */
export const slidingOf = (
  op: string,
  [h, w]: Pair,
  [kh, kw]: Pair,
  { stride = 1, dilation = 1, padding = 'valid' }: WindowOptions,
): Sliding => {
  const [s, d] = [pairOf(op, 'strides', stride), pairOf(op, 'dilations', dilation)]
  const [vertical, horizontal] = typeof padding === 'object' ? padding : [padding, padding]
  const counts = [
    paddingCounts(h, kh, { stride: s[0], dilation: d[0], padding: vertical }),
    paddingCounts(w, kw, { stride: s[1], dilation: d[1], padding: horizontal }),
  ] as const
  if (counts.flat().some((n) => !Number.isInteger(n) || n < 0))
    throw new RangeError(
      `${op}: padding must be 'valid', 'same' or whole numbers of at least 0, got ${JSON.stringify(padding)}`,
    )
  return { stride: s, dilation: d, padding: counts }
}

const times = ([h, w]: Pair): string => `${h} × ${w}`

/** Places of windows on images `[n, h, w, c]`, down and across. Throws `ShapeError` where there are none. */
export const placesOf = (op: string, x: Shape, window: Pair, { stride, dilation, padding }: Sliding): Pair => {
  const size = sizeOfImages({ shape: x })
  const along = (i: 0 | 1): number =>
    windowOutput(size[i], window[i], { stride: stride[i], dilation: dilation[i], padding: padding[i] })
  const places: Pair = [along(0), along(1)]
  if (places[0] < 1 || places[1] < 1) {
    const padded = [0, 1].map((i) => size[i]! + padding[i]![0] + padding[i]![1]) as unknown as Pair
    const largest = [0, 1].map((i) => Math.floor((padded[i]! - 1) / dilation[i]!) + 1) as unknown as Pair
    const also = [
      ...(padding.flat().some((n) => n > 0) ? [`padded to ${times(padded)}`] : []),
      ...(dilation.some((n) => n > 1) ? [`with dilation ${times(dilation)}`] : []),
    ].map((words) => ` ${words}`)
    const input = `[batch, ${x.slice(1).join(', ')}]${also.join('')}`
    throw new ShapeError(op, `a window of at most ${times(largest)} for input ${input}`, window)
  }
  return places
}

/**
 * Visits each element under each window: its position among `[n, h, w]`, its place in the window among `[kh, kw]`, and
 * the place of the window among `[n, places]`. Windows in row-major order, elements in that of the window; padding is
 * left out.
 */
export const slide = (
  { stride, dilation, padding }: Sliding,
  [n, h, w]: Shape,
  [kh, kw]: Pair,
  [down, across]: Pair,
  visit: (element: number, inWindow: number, place: number) => void,
): void => {
  let place = 0
  for (let image = 0; image < n!; image++)
    for (let i = 0; i < down; i++)
      for (let j = 0; j < across; j++, place++)
        for (let p = 0; p < kh; p++) {
          const row = i * stride[0] + p * dilation[0] - padding[0][0]
          if (row < 0 || row >= h!) continue
          for (let q = 0; q < kw; q++) {
            const column = j * stride[1] + q * dilation[1] - padding[1][0]
            if (column >= 0 && column < w!) visit((image * h! + row) * w! + column, p * kw + q, place)
          }
        }
}

/** Images of a layout as `[n, height, width, channels]`. Throws `ShapeError` for anything but four axes. */
export const channelsLast = (op: string, layout: Layout, x: AnyTensor): AnyTensor => {
  if (x.shape.length !== 4)
    throw new ShapeError(
      op,
      layout === 'NHWC' ? '[n, height, width, channels]' : '[n, channels, height, width]',
      x.shape,
    )
  return layout === 'NHWC' ? x : permute(x, [0, 2, 3, 1] as readonly number[])
}
/** `[n, height, width, channels]` in a layout. */
export const inLayout = (layout: Layout, y: AnyTensor): any =>
  layout === 'NHWC' ? y : permute(y, [0, 3, 1, 2] as readonly number[])

/** Height and width of `[n, height, width, channels]`. */
export const sizeOfImages = (x: { readonly shape: Shape }): Pair => [x.shape[1]!, x.shape[2]!]
/** Throws `ShapeError` unless the shape of a cotangent is what the op gives. */
export const expectShape = (op: string, expected: Shape, got: Shape): void => {
  if (expected.some((d, i) => d !== got[i]) || got.length !== expected.length)
    throw new ShapeError(op, `a cotangent ${showShape(expected)}`, got)
}
