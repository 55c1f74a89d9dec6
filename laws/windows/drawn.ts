/** What the laws of windows draw: sizes around the edges, images, weights, results. */
import * as fc from 'fast-check'
import type { Tensor } from '../../src/core/index.js'
import { pad, slice } from '../../src/ops/index.js'
import { tensor } from '../arbitrary.js'

export type Images = Tensor<readonly [number, number, number, number], 'f64'>
type Pair = readonly [number, number]
export const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max })

/** A window that fits: how large it is, how it moves, and the images it slides over. */
export interface Drawn {
  readonly n: number
  readonly size: Pair
  readonly window: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly padding: readonly [Pair, Pair]
}
export interface DrawnConvolution extends Drawn {
  readonly groups: number
  /** Channels and filters of one group. */
  readonly depth: number
  readonly own: number
}

const counts = (min: number, max: number): fc.Arbitrary<Pair> => fc.tuple(between(min, max), between(min, max))
/** Places of a window on one axis, by trying each start. */
export const placesByTrying = (n: number, f: number, s: number, d: number, [before, after]: Pair): number => {
  let places = 0
  for (let start = -before; start + d * (f - 1) < n + after; start += s) places++
  return places
}
/** `[height, width]` of the result, by trying. */
export const placesOf = ({ size, window, stride, dilation, padding }: Drawn): Pair => [
  placesByTrying(size[0], window[0], stride[0], dilation[0], padding[0]),
  placesByTrying(size[1], window[1], stride[1], dilation[1], padding[1]),
]
const fits = (drawn: Drawn): boolean => placesOf(drawn).every((places) => places >= 1)

/** Windows of 1 to 3, strides of 1 to 3, padding below 3, images of 1 to 6: every remainder of a stride comes up. */
const sizes = {
  n: between(1, 2),
  size: counts(1, 6),
  window: counts(1, 3),
  stride: counts(1, 3),
  dilation: counts(1, 2),
  padding: fc.tuple(counts(0, 2), counts(0, 2)),
}
const small = between(1, 2)
export const convolutions: fc.Arbitrary<DrawnConvolution> = fc
  .record({ ...sizes, groups: between(1, 3), depth: small, own: small })
  .filter(fits)
/** Windows of pools: not dilated, and larger than the padding. */
export const pools: fc.Arbitrary<Drawn> = fc
  .record({ ...sizes, dilation: fc.constant<Pair>([1, 1]) })
  .map((drawn) => {
    const within = (ends: Pair, f: number): Pair => [Math.min(ends[0], f - 1), Math.min(ends[1], f - 1)]
    const { padding, window } = drawn
    return { ...drawn, padding: [within(padding[0], window[0]), within(padding[1], window[1])] as const }
  })
  .filter(fits)

export const imagesOf = ({ n, size }: Drawn, channels: number): fc.Arbitrary<Images> => tensor([n, ...size, channels])
export const weightsOf = ({ window, depth, groups, own }: DrawnConvolution): fc.Arbitrary<Images> =>
  tensor([...window, depth, groups * own])

/** A convolution, two images, two weights and a result. */
export const bilinear = convolutions.chain((drawn) => {
  const x = imagesOf(drawn, drawn.groups * drawn.depth)
  const dy: fc.Arbitrary<Images> = tensor([drawn.n, ...placesOf(drawn), drawn.groups * drawn.own])
  return fc.tuple(fc.constant(drawn), x, x, weightsOf(drawn), weightsOf(drawn), dy)
})
/** A pool and images of two channels. */
export const pooling = pools.chain((drawn) => fc.tuple(fc.constant(drawn), imagesOf(drawn, 2)))
/** Images and weights of a window of one pixel. */
export const pointwise = fc
  .tuple(between(1, 3), between(1, 3), between(1, 3), between(1, 3))
  .chain(
    ([h, w, c, f]): fc.Arbitrary<readonly [Images, Images]> => fc.tuple(tensor([2, h, w, c]), tensor([1, 1, c, f])),
  )

/** Zeros around images. */
export const padded = (x: Images, [[top, bottom], [left, right]]: Drawn['padding'], value = 0): Images =>
  pad(x, { before: [0, top, left, 0], after: [0, bottom, right, 0], value })

/** The pixels under element `[p, q]` of the window, one for each of its places. */
export const under = (
  x: Images,
  { stride, dilation }: Drawn,
  [down, across]: readonly [number, number],
  p: number,
  q: number,
) => {
  const [n, , , c] = x.shape
  const [top, left] = [p * dilation[0], q * dilation[1]]
  const stop = [n, top + (down - 1) * stride[0] + 1, left + (across - 1) * stride[1] + 1, c]
  return slice(x, { start: [0, top, left, 0], stop, step: [1, ...stride, 1] }) as Images
}
/** Elements of a window in row-major order. */
export const elements = ([kh, kw]: readonly [number, number]) =>
  Array.from({ length: kh * kw }, (_, i) => [Math.floor(i / kw), i % kw] as const)
