/**
 * The records of convolution and of its adjoints by images and by weights. The three come from one form that is linear
 * in images, weights and results, `⟨conv2d(x, w), dy⟩`: each is bilinear, and its derivatives are the other two.
 */
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op, type Spec } from '../core/op.js'
import { type Shape, sizeOf } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { rounded } from './sum.js'
import {
  expectShape,
  type MoveOptions,
  type Moves,
  movesOf,
  type Pair,
  placesAlong,
  type Sliding,
  sizeOfImages,
  slide,
} from './window.js'

export type ConvAttrs = Sliding & { readonly groups: number }
type Two = readonly [AnyTensor, AnyTensor]

/** What the axes of data and of weights are called, by how many a window slides over. */
const names = {
  1: ['length', 'k'],
  2: ['height, width', 'kh, kw'],
  3: ['depth, height, width', 'kd, kh, kw'],
} as const
type Rank = keyof typeof names

/** Attributes of a convolution over any number of axes. */
export type ConvMoves = Moves & { readonly groups: number }
export type ConvMoveOptions = MoveOptions & { readonly groups?: number }
/** The attributes that options mean. Throws `RangeError` for groups, strides, dilations, padding that are no counts. */
export const convMovesOf = (
  op: string,
  sizes: readonly number[],
  window: readonly number[],
  { groups = 1, ...options }: ConvMoveOptions,
): ConvMoves => {
  if (!Number.isInteger(groups) || groups < 1)
    throw new RangeError(`${op}: groups must be a positive whole number, got ${groups}`)
  return { ...movesOf(op, sizes, window, options), groups }
}

/** Throws `ShapeError` unless data and weights have axes for a window over `rank`. */
export const expectRank = (op: string, rank: Rank, x: Shape, w: Shape): void => {
  const [inner, window] = names[rank]
  if (x.length !== rank + 2 || w.length !== rank + 2)
    throw new ShapeError(op, `[n, ${inner}, c] and weights [${window}, c / groups, filters]`, x, w)
}
/** Shape of the result for data `x` and weights `w`. Throws `ShapeError` where they do not fit. */
export const convolved = (op: string, attrs: ConvMoves, x: Shape, w: Shape, rank: Rank = 2): Shape => {
  const { groups } = attrs
  expectRank(op, rank, x, w)
  const [n, channels] = [x[0]!, x.at(-1)!]
  const [depth, filters] = [w.at(-2)!, w.at(-1)!]
  if (channels % groups !== 0 || filters % groups !== 0)
    throw new ShapeError(op, `channels and filters that ${groups} groups divide`, [channels], [filters])
  if (depth * groups !== channels) {
    const grouped = groups === 1 ? '' : ` in ${groups} groups`
    throw new ShapeError(
      op,
      `weights [${names[rank][1]}, ${channels / groups}, filters] for input [batch, ${x.slice(1).join(', ')}]${grouped}`,
      w,
    )
  }
  return [n, ...placesAlong(op, x, w.slice(0, rank), attrs), filters]
}
const oneType = (op: string, a: Spec, b: Spec): void => {
  if (a.dtype !== b.dtype) throw new DTypeError(op, 'one element type', a.dtype, b.dtype)
}

/**
 * Visits every product of the sum: positions of an element of the images, of the weights, of the result. The innermost
 * axis of weights and result, the filters of a group, is left to `visit`, which gets its length.
 */
const products = (
  { groups, ...sliding }: ConvAttrs,
  x: Shape,
  w: Shape,
  y: Shape,
  visit: (x: number, w: number, y: number, filters: number) => void,
): void => {
  const [channels, filters] = [x[3]!, w[3]!]
  const [depth, own] = [channels / groups, filters / groups]
  slide(sliding, x, [w[0]!, w[1]!], [y[1]!, y[2]!], (element, inWindow, place) => {
    for (let g = 0; g < groups; g++)
      for (let c = 0; c < depth; c++)
        visit(
          element * channels + g * depth + c,
          (inWindow * depth + c) * filters + g * own,
          place * filters + g * own,
          own,
        )
  })
}

const images = (shape: Shape) => ({ shape, min: -2, max: 2 })
const plain: ConvAttrs = {
  stride: [1, 1],
  dilation: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
  groups: 1,
}
/** Attributes, images, weights and results that the laws try, one after another in each of the three ops. */
const cases = [
  { attrs: plain, x: [2, 3, 4, 2], w: [2, 2, 2, 3], y: [2, 2, 3, 3] },
  {
    attrs: {
      ...plain,
      stride: [2, 1],
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
    x: [1, 4, 3, 1],
    w: [3, 2, 1, 2],
    y: [1, 2, 4, 2],
  },
  { attrs: { ...plain, dilation: [2, 1], groups: 2 }, x: [1, 4, 2, 4], w: [2, 1, 2, 2], y: [1, 2, 2, 2] },
  { attrs: { ...plain, stride: [3, 2], groups: 3 }, x: [1, 5, 4, 3], w: [1, 2, 1, 3], y: [1, 2, 2, 3] },
  { attrs: plain, x: [0, 2, 2, 1], w: [1, 2, 1, 1], y: [0, 2, 1, 1] },
] as const

export const conv2dOp: Op<ConvAttrs, Two> = {
  name: 'conv2d',
  shape: (attrs, x, w) => {
    oneType('conv2d', x, w)
    return convolved('conv2d', attrs, x.shape, w.shape)
  },
  forward: (attrs, out, [x, w], [images, weights]) => {
    const y = new Float64Array(sizeOf(out.shape)) // rounded once, at the end
    products(attrs, images!.shape, weights!.shape, out.shape, (i, j, k, filters) => {
      const v = x![i]!
      for (let f = 0; f < filters; f++) y[k + f]! += v * w![j + f]!
    })
    return rounded(out.dtype, y)
  },
  backward: (attrs, dy, _y, x, w) => [byInput(attrs, sizeOfImages(x), dy, w), byWeights(attrs, windowOf(w), x, dy)],
  domain: cases.map(({ attrs, x, w }) => ({ attrs, args: [images(x), images(w)] })),
  notation: { text: '{0} ∗ {1}', latex: '{0} \\ast {1}', binds: 1.5, needs: [3, 3] },
}

export const conv2dByInputOp: Op<ConvAttrs & { readonly size: Pair }, Two> = {
  name: 'conv2dByInput',
  shape: ({ size, ...attrs }, dy, w) => {
    oneType('conv2dByInput', dy, w)
    const x = [dy.shape[0]!, ...size, (w.shape[2] ?? 0) * attrs.groups]
    expectShape('conv2dByInput', convolved('conv2dByInput', attrs, x, w.shape), dy.shape)
    return x
  },
  forward: (attrs, out, [dy, w], [results, weights]) => {
    const dx = new Float64Array(sizeOf(out.shape))
    products(attrs, out.shape, weights!.shape, results!.shape, (i, j, k, filters) => {
      let total = 0
      for (let f = 0; f < filters; f++) total += dy![k + f]! * w![j + f]!
      dx[i]! += total
    })
    return rounded(out.dtype, dx)
  },
  backward: ({ size: _, ...attrs }, u, _y, dy, w) => [
    apply(conv2dOp, attrs, u, w),
    byWeights(attrs, windowOf(w), u, dy),
  ],
  domain: cases.map(({ attrs, x, w, y }) => ({
    attrs: { ...attrs, size: [x[1], x[2]] },
    args: [images(y), images(w)],
  })),
}

export const conv2dByWeightsOp: Op<ConvAttrs & { readonly window: Pair }, Two> = {
  name: 'conv2dByWeights',
  shape: ({ window, ...attrs }, x, dy) => {
    oneType('conv2dByWeights', x, dy)
    const w = [...window, (x.shape[3] ?? 0) / attrs.groups, dy.shape[3] ?? 0]
    expectShape('conv2dByWeights', convolved('conv2dByWeights', attrs, x.shape, w), dy.shape)
    return w
  },
  forward: (attrs, out, [x, dy], [images, results]) => {
    const dw = new Float64Array(sizeOf(out.shape))
    products(attrs, images!.shape, out.shape, results!.shape, (i, j, k, filters) => {
      const v = x![i]!
      for (let f = 0; f < filters; f++) dw[j + f]! += v * dy![k + f]!
    })
    return rounded(out.dtype, dw)
  },
  backward: ({ window: _, ...attrs }, u, _y, x, dy) => [
    byInput(attrs, sizeOfImages(x), dy, u),
    apply(conv2dOp, attrs, x, u),
  ],
  domain: cases.map(({ attrs, x, w, y }) => ({
    attrs: { ...attrs, window: [w[0], w[1]] },
    args: [images(x), images(y)],
  })),
}

/** Height and width of the window of `[kh, kw, c, filters]`. */
export const windowOf = ({ shape }: AnyTensor): Pair => [shape[0]!, shape[1]!]
/** The adjoint by the images, of height and width `size`. */
export const byInput = (attrs: ConvAttrs, size: Pair, dy: AnyTensor, w: AnyTensor): any =>
  apply(conv2dByInputOp, { ...attrs, size }, dy, w)
/** The adjoint by the weights, of window `window`. */
export const byWeights = (attrs: ConvAttrs, window: Pair, x: AnyTensor, dy: AnyTensor): any =>
  apply(conv2dByWeightsOp, { ...attrs, window }, x, dy)
