/**
 * The records of pooling. Windows see only elements of the image: padding is neither a maximum nor counted in an average.
 *
 * `maxPool2d` chooses an element for each window. Its adjoint adds numbers at the chosen elements, and the adjoint of
 * that reads numbers there. `avgPool2d` is linear, and its adjoint's adjoint is itself.
 */
import { allocate, type Data } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op, type Spec } from '../core/op.js'
import { type Shape, sameShape, sizeOf } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { rounded } from './sum.js'
import { expectShape, type Moves, one, type Pair, placesAlong, type Sliding, sizeOfImages, slide } from './window.js'

export type PoolAttrs = { readonly window: Pair; readonly stride: Pair; readonly padding: Sliding['padding'] }
const slidingOf = ({ stride, padding }: PoolAttrs): Sliding => ({ stride, dilation: one, padding })

/** What axes that a window slides over are called, by their number. */
const names = { 1: 'length', 2: 'height, width', 3: 'depth, height, width' } as const
const nouns = { 1: 'sequences', 2: 'images', 3: 'volumes' } as const
interface PoolMoves {
  readonly window: readonly number[]
  readonly stride: readonly number[]
  readonly padding: Moves['padding']
}

/** Shape of the result. Throws `ShapeError` for images without elements, and windows that may lie in the padding. */
export const pooled = (op: string, attrs: PoolMoves, x: Shape, rank: keyof typeof names = 2): Shape => {
  if (x.length !== rank + 2) throw new ShapeError(op, `[n, ${names[rank]}, channels]`, x)
  const sizes = x.slice(1, -1)
  if (sizes.some((d) => d < 1))
    throw new ShapeError(op, `${nouns[rank]} of at least ${sizes.map(() => 1).join(' × ')}`, x)
  const { window, stride, padding } = attrs
  if (padding.some((ends, i) => ends.some((count) => count >= window[i]!)))
    throw new ShapeError(op, `padding smaller than the window ${window.join(' × ')}`, ...padding)
  const places = placesAlong(op, x, window, { stride, dilation: sizes.map(() => 1), padding })
  return [x[0]!, ...places, x.at(-1)!]
}

/** Visits the elements under each window: positions of an element of the images and of the result. */
const elements = (attrs: PoolAttrs, x: Shape, y: Shape, visit: (x: number, y: number) => void): void => {
  const channels = x[3]!
  slide(slidingOf(attrs), x, attrs.window, sizeOfImages({ shape: y }), (element, _, place) => {
    for (let c = 0; c < channels; c++) visit(element * channels + c, place * channels + c)
  })
}
/** Position of the largest element under each window, the first where several are equal; NaN wins. */
const largest = (attrs: PoolAttrs, x: Data, from: Shape, to: Shape): Int32Array => {
  const at = new Int32Array(sizeOf(to)).fill(-1)
  elements(attrs, from, to, (i, j) => {
    const best = at[j] === -1 ? Number.NEGATIVE_INFINITY : x[at[j]!]!
    if (at[j] === -1 || x[i]! > best || (Number.isNaN(x[i]!) && !Number.isNaN(best))) at[j] = i
  })
  return at
}
/** Number of elements under each window. */
const counts = (attrs: PoolAttrs, from: Shape, to: Shape): Float64Array => {
  const count = new Float64Array(sizeOf(to))
  elements(attrs, from, to, (_, j) => {
    count[j]!++
  })
  return count
}

const images = (shape: Shape) => ({ shape, min: -4, max: 4 })
/** Attributes, images and results that the laws try; windows overlap, leave gaps, reach into padding. */
const cases: readonly { readonly attrs: PoolAttrs; readonly x: Shape; readonly y: Shape }[] = [
  {
    attrs: {
      window: [2, 2],
      stride: [2, 2],
      padding: [
        [0, 0],
        [0, 0],
      ],
    },
    x: [2, 2, 4, 2],
    y: [2, 1, 2, 2],
  },
  {
    attrs: {
      window: [3, 2],
      stride: [1, 1],
      padding: [
        [1, 0],
        [0, 1],
      ],
    },
    x: [1, 3, 3, 2],
    y: [1, 2, 3, 2],
  },
  {
    attrs: {
      window: [1, 2],
      stride: [2, 3],
      padding: [
        [0, 0],
        [0, 0],
      ],
    },
    x: [1, 3, 5, 1],
    y: [1, 2, 2, 1],
  },
  {
    attrs: {
      window: [2, 2],
      stride: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
    },
    x: [0, 2, 2, 1],
    y: [0, 1, 1, 1],
  },
]

export const maxPool2dOp: Op<PoolAttrs, readonly [AnyTensor]> = {
  name: 'maxPool2d',
  shape: (attrs, x) => pooled('maxPool2d', attrs, x.shape),
  forward: (attrs, out, [x], [from]) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    const at = largest(attrs, x!, from!.shape, out.shape)
    for (let j = 0; j < y.length; j++) y[j] = x![at[j]!]!
    return y
  },
  backward: (attrs, dy, _y, x) => [apply(maxPool2dByInputOp, attrs, x, dy)],
  domain: cases.map(({ attrs, x }) => ({ attrs, args: [images(x)], distinct: true })),
}

const oneType = (op: string, a: Spec, b: Spec): void => {
  if (a.dtype !== b.dtype) throw new DTypeError(op, 'one element type', a.dtype, b.dtype)
}

/** Images `x` and `dy`, one for each window: zeros, and at the largest element of each window its `dy`. */
export const maxPool2dByInputOp: Op<PoolAttrs, readonly [AnyTensor, AnyTensor]> = {
  name: 'maxPool2dByInput',
  shape: (attrs, x, dy) => {
    oneType('maxPool2dByInput', x, dy)
    expectShape('maxPool2dByInput', pooled('maxPool2dByInput', attrs, x.shape), dy.shape)
    return x.shape
  },
  forward: (attrs, out, [x, dy], [from, to]) => {
    const dx = new Float64Array(sizeOf(out.shape)) // rounded once, at the end
    const at = largest(attrs, x!, from!.shape, to!.shape)
    for (let j = 0; j < at.length; j++) dx[at[j]!]! += dy![j]!
    return rounded(out.dtype, dx)
  },
  backward: (attrs, u, _y, x) => [null, apply(maxPool2dGatherOp, attrs, x, u)],
  domain: cases.map(({ attrs, x, y }) => ({ attrs, args: [images(x), images(y)], distinct: true })),
}

/** Images `x` and `u` of one shape: for each window, `u` at the largest element of `x`. */
export const maxPool2dGatherOp: Op<PoolAttrs, readonly [AnyTensor, AnyTensor]> = {
  name: 'maxPool2dGather',
  shape: (attrs, x, u) => {
    oneType('maxPool2dGather', x, u)
    if (!sameShape(x.shape, u.shape)) throw new ShapeError('maxPool2dGather', 'two equal shapes', x.shape, u.shape)
    return pooled('maxPool2dGather', attrs, x.shape)
  },
  forward: (attrs, out, [x, u], [from]) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    const at = largest(attrs, x!, from!.shape, out.shape)
    for (let j = 0; j < y.length; j++) y[j] = u![at[j]!]!
    return y
  },
  backward: (attrs, dy, _y, x) => [null, apply(maxPool2dByInputOp, attrs, x, dy)],
  domain: cases.map(({ attrs, x }) => ({ attrs, args: [images(x), images(x)], distinct: true })),
}

export const avgPool2dOp: Op<PoolAttrs, readonly [AnyTensor]> = {
  name: 'avgPool2d',
  shape: (attrs, x) => pooled('avgPool2d', attrs, x.shape),
  forward: (attrs, out, [x], [from]) => {
    const y = new Float64Array(sizeOf(out.shape))
    elements(attrs, from!.shape, out.shape, (i, j) => {
      y[j]! += x![i]!
    })
    const count = counts(attrs, from!.shape, out.shape)
    for (let j = 0; j < y.length; j++) y[j]! /= count[j]!
    return rounded(out.dtype, y)
  },
  backward: (attrs, dy, _y, x) => [apply(avgPool2dByInputOp, { ...attrs, size: sizeOfImages(x) }, dy)],
  domain: cases.map(({ attrs, x }) => ({ attrs, args: [images(x)] })),
}

/** For each window a number `dy`, to images of height and width `size`: its share for each element under the window. */
export const avgPool2dByInputOp: Op<PoolAttrs & { readonly size: Pair }, readonly [AnyTensor]> = {
  name: 'avgPool2dByInput',
  shape: ({ size, ...attrs }, dy) => {
    const x = [dy.shape[0]!, ...size, dy.shape[3] ?? 0]
    expectShape('avgPool2dByInput', pooled('avgPool2dByInput', attrs, x), dy.shape)
    return x
  },
  forward: (attrs, out, [dy], [to]) => {
    const dx = new Float64Array(sizeOf(out.shape))
    const count = counts(attrs, out.shape, to!.shape)
    elements(attrs, out.shape, to!.shape, (i, j) => {
      dx[i]! += dy![j]! / count[j]!
    })
    return rounded(out.dtype, dx)
  },
  backward: ({ size: _, ...attrs }, u) => [apply(avgPool2dOp, attrs, u)],
  domain: cases.map(({ attrs, x, y }) => ({
    attrs: { ...attrs, size: sizeOfImages({ shape: x }) },
    args: [images(y)],
  })),
}
