/** Parts of a tensor, and a tensor as part of a larger one: each is the other's derivative. */
import { allocate, type DType, dataFrom } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { isShape, type Shape, showShape, sizeOf, stridesOf } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { odometer } from './sum.js'

type Counts = readonly number[]
type SliceAttrs = { readonly start: Counts; readonly stop: Counts; readonly step: Counts }
type PadAttrs = { readonly before: Counts; readonly after: Counts; readonly between: Counts; readonly value: number }

export const sliceOp: Op<SliceAttrs, readonly [AnyTensor]> = {
  name: 'slice',
  shape: ({ start, stop, step }, { shape }) => {
    const whole = isShape(start) && isShape(stop) && isShape(step)
    const fits = whole && shape.every((d, i) => start[i]! <= stop[i]! && stop[i]! <= d && step[i]! >= 1)
    if (start.length !== shape.length || stop.length !== shape.length || step.length !== shape.length || !fits)
      throw new ShapeError(
        'slice',
        `start ≤ stop within ${showShape(shape)} and steps of at least 1`,
        start,
        stop,
        step,
      )
    return shape.map((_, i) => Math.ceil((stop[i]! - start[i]!) / step[i]!))
  },
  forward: ({ start, step }, out, [x], [from]) => {
    const y = allocate(out.dtype, sizeOf(out.shape))
    const strides = stridesOf(from!.shape)
    const base = start.reduce((at, s, i) => at + s * strides[i]!, 0)
    odometer(
      out.shape,
      strides.map((s, i) => s * step[i]!),
      (i, at) => {
        y[i] = x![base + at]!
      },
    )
    return y
  },
  backward: ({ start, step }, dy, y, x) => [
    pad(dy, {
      before: start,
      after: x.shape.map((d, i) =>
        y.shape[i] === 0 ? d - start[i]! : d - start[i]! - (y.shape[i]! - 1) * step[i]! - 1,
      ),
      between: step.map((s) => s - 1),
    }),
  ],
  domain: [
    { attrs: { start: [0, 1], stop: [2, 3], step: [1, 1] }, args: [{ shape: [3, 4], min: -3, max: 3 }] },
    { attrs: { start: [1], stop: [6], step: [2] }, args: [{ shape: [7], min: -3, max: 3 }] },
    { attrs: { start: [1, 0], stop: [1, 2], step: [1, 1] }, args: [{ shape: [2, 2], min: -3, max: 3 }] },
  ],
}

export const padOp: Op<PadAttrs, readonly [AnyTensor]> = {
  name: 'pad',
  shape: ({ before, after, between }, { shape }) => {
    const legal = [before, after, between].every((c) => c.length === shape.length && isShape(c))
    if (!legal)
      throw new ShapeError('pad', `counts of at least 0 for each axis of ${showShape(shape)}`, before, after, between)
    return shape.map((d, i) => before[i]! + d + Math.max(d - 1, 0) * between[i]! + after[i]!)
  },
  forward: ({ before, between, value }, out, [x], [from]) => {
    const y = allocate(out.dtype, sizeOf(out.shape)).fill(dataFrom(out.dtype, [value])[0]!)
    const strides = stridesOf(out.shape)
    const base = before.reduce((at, b, i) => at + b * strides[i]!, 0)
    odometer(
      from!.shape,
      strides.map((s, i) => s * (between[i]! + 1)),
      (i, at) => {
        y[base + at] = x![i]!
      },
    )
    return y
  },
  backward: ({ before, after, between }, dy, y, x) => [
    slice(dy, {
      start: before,
      stop: x.shape.map((d, i) => (d === 0 ? before[i]! : y.shape[i]! - after[i]!)),
      step: between.map((b) => b + 1),
    }),
  ],
  domain: [
    { attrs: { before: [1, 0], after: [0, 2], between: [0, 0], value: 0 }, args: [{ shape: [2, 2], min: -3, max: 3 }] },
    { attrs: { before: [1], after: [1], between: [2], value: 0.5 }, args: [{ shape: [3], min: -3, max: 3 }] },
    { attrs: { before: [2], after: [1], between: [1], value: 0 }, args: [{ shape: [0], min: -3, max: 3 }] },
  ],
}

type SameRank<S extends Shape> = number extends S['length'] ? Shape : { readonly [I in keyof S]: number }

/**
 * The elements from `start` (included) to `stop` (excluded) along each axis, every `step`-th (default 1).
 * Derivative: the cotangent padded with zeros. Throws `ShapeError` outside the tensor.
 */
export const slice = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  { start, stop, step = start.map(() => 1) }: { readonly start: Counts; readonly stop: Counts; readonly step?: Counts },
): Tensor<SameRank<S>, D> => apply(sliceOp, { start, stop, step }, x)

/**
 * Adds `before`, `after` and, after each element but the last, `between` elements of `value` (default 0) along each
 * axis. Derivative: the slice where `x` lies.
 */
export const pad = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  {
    before,
    after,
    between = before.map(() => 0),
    value = 0,
  }: { readonly before: Counts; readonly after: Counts; readonly between?: Counts; readonly value?: number },
): Tensor<SameRank<S>, D> => apply(padOp, { before, after, between, value }, x)
