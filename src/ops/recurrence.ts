/** First-order linear recurrences along an axis. */
import { allocate, type Float } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op, type Spec } from '../core/op.js'
import { type Shape, sameShape, sizeOf } from '../core/shape.js'
import type { AxisOf } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { mul } from './mul.js'
import { pad, slice } from './slice.js'
import { axesOf } from './sum.js'

type RecurrenceAttrs = { readonly axis: number; readonly reverse: boolean }

/** Visits the elements along an axis, line by line, in order or in reverse; `start` tells the first of a line. */
export const lines = (
  shape: Shape,
  axis: number,
  reverse: boolean,
  visit: (at: number, start: boolean) => void,
): void => {
  const count = shape[axis]!
  const inner = sizeOf(shape.slice(axis + 1))
  const outer = sizeOf(shape.slice(0, axis))
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++)
      for (let j = 0; j < count; j++) visit((o * count + (reverse ? count - 1 - j : j)) * inner + i, j === 0)
}

/** Every element in the place before (`back`) or after it along an axis; 0 enters. */
export const shifted = (x: AnyTensor, axis: number, back: boolean): AnyTensor => {
  const on = (value: number): readonly number[] => x.shape.map((_, i) => (i === axis ? value : 0))
  const size = x.shape[axis]!
  if (size === 0) return x
  const start = on(back ? 1 : 0)
  const part: AnyTensor = slice(x as never, { start, stop: x.shape.map((d, i) => (i === axis && !back ? d - 1 : d)) })
  return pad(part as never, { before: on(back ? 0 : 1), after: on(back ? 1 : 0) })
}

export const recurrenceOp: Op<RecurrenceAttrs, readonly [AnyTensor, AnyTensor]> = {
  name: 'recurrence',
  shape: (_, a: Spec, b: Spec) => {
    if (!sameShape(a.shape, b.shape)) throw new ShapeError('recurrence', 'two equal shapes', a.shape, b.shape)
    if (a.dtype !== b.dtype) throw new DTypeError('recurrence', 'one element type', a.dtype, b.dtype)
    return a.shape
  },
  forward: ({ axis, reverse }, out, [a, b]) => {
    const y = allocate(out.dtype, a!.length)
    let sum = 0 // rounded only where it is stored
    lines(out.shape, axis, reverse, (at, start) => {
      sum = start ? b![at]! : a![at]! * sum + b![at]!
      y[at] = sum
    })
    return y
  },
  backward: ({ axis, reverse }, dy, y, a) => {
    const db: AnyTensor = apply(recurrenceOp, { axis, reverse: !reverse }, shifted(a, axis, !reverse), dy)
    return [mul(db as never, shifted(y, axis, reverse) as never), db]
  },
  domain: [
    {
      attrs: { axis: 0, reverse: false },
      args: [
        { shape: [4], min: -1.5, max: 1.5 },
        { shape: [4], min: -3, max: 3 },
      ],
    },
    {
      attrs: { axis: 1, reverse: true },
      args: [
        { shape: [2, 3, 2], min: -1.5, max: 1.5 },
        { shape: [2, 3, 2], min: -3, max: 3 },
      ],
    },
    {
      attrs: { axis: 1, reverse: false },
      args: [
        { shape: [2, 0], min: -1, max: 1 },
        { shape: [2, 0], min: -1, max: 1 },
      ],
    },
  ],
}

/**
 * `y₀ = b₀`, `yᵢ = aᵢ · yᵢ₋₁ + bᵢ` along `axis` (default the last), from the other end where `reverse`: decaying sums,
 * moving averages, linear state spaces. `a` and `b` have one shape. Derivative: a recurrence from the other end.
 */
export const recurrence = <S extends Shape, D extends Float, const A extends AxisOf<S> = -1 & AxisOf<S>>(
  a: Tensor<S, D>,
  b: Tensor<NoInfer<S>, NoInfer<D>>,
  axis: A = -1 as A,
  { reverse = false }: { readonly reverse?: boolean } = {},
): Tensor<S, D> => apply(recurrenceOp, { axis: axesOf('recurrence', a.shape, [axis])[0]!, reverse }, a, b)
