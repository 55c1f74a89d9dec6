/**
 * What convolution and pooling share: windows that slide over the height and the width of images.
 *
 * The ops know one layout, `[n, height, width, channels]`, and plain counts. The public functions take shorter options
 * and the other layout, `[n, channels, height, width]`, by `permute`.
 */
import { ShapeError } from '../core/errors.js'
import { type Shape, showShape } from '../core/shape.js'
import type { Literal, Times } from '../core/sizes.js'
import type { AnyTensor } from '../core/tensor.js'
import {
  type HeightOf,
  type HorizontalOf,
  type Padding2d,
  type Padding3d,
  type PaddingAt,
  paddingCounts,
  type Size2d,
  type Size3d,
  type SizeAt,
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
/** How windows move along any number of axes, as attributes: padding counts elements at both ends of each. */
export type Moves = {
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: readonly Pair[]
}
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

/** `WindowOutput` of depth, height and width. */
export type Places3d<
  T extends number,
  H extends number,
  W extends number,
  F extends Size3d,
  S extends Size3d,
  D extends Size3d,
  P extends Padding3d,
> = readonly [
  WindowOutput<T, SizeAt<F, 0>, SizeAt<S, 0>, SizeAt<D, 0>, PaddingAt<P, 0>>,
  WindowOutput<H, SizeAt<F, 1>, SizeAt<S, 1>, SizeAt<D, 1>, PaddingAt<P, 1>>,
  WindowOutput<W, SizeAt<F, 2>, SizeAt<S, 2>, SizeAt<D, 2>, PaddingAt<P, 2>>,
]

/** `unknown` where the places in a shape exist, else a sentence that the compiler shows at the argument. */
export type Placed<Out extends Shape> = true extends {
  [I in keyof Out]: [Out[I]] extends [never] ? true : false
}[number]
  ? { readonly 'the window does not fit these images': never }
  : unknown

/** `unknown` where weights of depth `E` in `G` groups are as deep as `C` channels, else a sentence shown at the argument. */
export type Deep<C extends number, E extends number, G extends number> = Same<C, Times<E, G>>
/** `unknown` where `D` may be `C`, else the same sentence. */
export type Same<C extends number, D extends number> = [Literal<C>, Literal<D>] extends [true, true]
  ? [C] extends [D]
    ? unknown
    : { readonly 'the weights do not fit these channels': readonly [expected: C, got: D] }
  : unknown

/** A positive whole number for each of so many axes. Throws `RangeError` for others. */
export const countsOf = (
  op: string,
  what: string,
  size: number | readonly number[],
  axes: number,
): readonly number[] => {
  const counts = Array.from({ length: axes }, (_, i) => (typeof size === 'number' ? size : size[i]!))
  if (counts.some((n) => !Number.isInteger(n) || n < 1))
    throw new RangeError(`${op}: ${what} must be positive whole numbers, got ${counts.join(' × ')}`)
  return counts
}
/** A pair of positive whole numbers. Throws `RangeError` for others. */
export const pairOf = (op: string, what: string, size: Size2d): Pair => countsOf(op, what, size, 2) as unknown as Pair

/** Options of a public function, for any number of axes. */
export interface MoveOptions {
  readonly stride?: number | readonly number[]
  readonly dilation?: number | readonly number[]
  readonly padding?: 'valid' | 'same' | number | readonly (readonly [number, number])[]
}
/** Options of a public function. */
export interface WindowOptions {
  readonly stride?: Size2d
  readonly dilation?: Size2d
  readonly padding?: Padding2d
}

/**
 * The attributes that options mean for axes of these sizes. Throws `RangeError` for strides and dilations that are not
 * positive, and for padding that is negative.
 */
export const movesOf = (
  op: string,
  sizes: readonly number[],
  window: readonly number[],
  { stride = 1, dilation = 1, padding = 'valid' }: MoveOptions,
): Moves => {
  const [s, d] = [countsOf(op, 'strides', stride, sizes.length), countsOf(op, 'dilations', dilation, sizes.length)]
  const counts = sizes.map((n, i): Pair => {
    const along = typeof padding === 'object' ? padding[i]! : padding
    return paddingCounts(n, window[i]!, { stride: s[i]!, dilation: d[i]!, padding: along })
  })
  if (counts.flat().some((n) => !Number.isInteger(n) || n < 0))
    throw new RangeError(
      `${op}: padding must be 'valid', 'same' or whole numbers of at least 0, got ${JSON.stringify(padding)}`,
    )
  return { stride: s, dilation: d, padding: counts }
}
/** `movesOf` height and width. */
export const slidingOf = (op: string, size: Pair, window: Pair, options: WindowOptions): Sliding =>
  movesOf(op, size, window, options) as Sliding

const times = (counts: readonly number[]): string => counts.join(' × ')

/** Places of windows along the inner axes of `[n, …, c]`. Throws `ShapeError` where there are none. */
export const placesAlong = (
  op: string,
  x: Shape,
  window: readonly number[],
  { stride, dilation, padding }: Moves,
): readonly number[] => {
  const sizes = x.slice(1, -1)
  const places = sizes.map((n, i): number =>
    windowOutput(n, window[i]!, { stride: stride[i]!, dilation: dilation[i]!, padding: padding[i]! }),
  )
  if (places.some((count) => count < 1)) {
    const padded = sizes.map((n, i) => n + padding[i]![0] + padding[i]![1])
    const largest = padded.map((n, i) => Math.floor((n - 1) / dilation[i]!) + 1)
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
