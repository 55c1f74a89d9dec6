/** What a step of a random program sees, and how any value is made to fit any place. */
import { type AnyTensor, type DType, type Float, type Shape, sameShape, sizeOf } from '../../src/core/index.js'
import { add, broadcastTo, cast, clamp, mul, pad, reshape, slice } from '../../src/ops/index.js'

export interface Value {
  readonly t: any
  /** Only exact ops led to it. */
  readonly exact: boolean
}
export interface Site {
  /** The result of the step before: floating, in [-1, 1], not empty. */
  readonly x: Value
  /** The floating type of the program. */
  readonly dtype: Float
  /** The next drawn number below `count`. */
  readonly nat: (count: number) => number
  readonly any: () => Value
  readonly exact: (dtype?: DType) => Value
  /** Lets later steps use a value. */
  readonly keep: (v: Value) => void
}

const broadcasts = (from: Shape, to: Shape): boolean =>
  from.length <= to.length && from.every((d, i) => d === 1 || d === to[i + to.length - from.length])

/** A value under another shape: broadcast where it can be, else cut or filled with zeros. */
export const fitted = (t: AnyTensor, shape: Shape): any => {
  if (sameShape(t.shape, shape)) return t
  if (broadcasts(t.shape, shape)) return broadcastTo(t, shape)
  const [have, want] = [sizeOf(t.shape), sizeOf(shape)]
  const flat: any = reshape(t, [have])
  const right =
    have > want
      ? slice(flat, { start: [have - want], stop: [have] })
      : have < want
        ? pad(flat, { before: [0], after: [want - have] })
        : flat
  return reshape(right, shape)
}

/** A value as floating numbers in [-1, 1]. */
export const floating = ({ t, exact }: Value, dtype: Float): Value => {
  if (t.dtype === dtype) return { t, exact }
  if (t.dtype === 'i32') return { t: clamp(mul(cast(t, dtype) as any, 1 / 64) as any, -1, 1), exact }
  return { t: cast(t, dtype), exact }
}

/** Any value of the pool, floating, in a shape. */
export const other = (s: Site, shape: Shape): Value => {
  const { t, exact } = floating(s.any(), s.dtype)
  return { t: fitted(t, shape), exact }
}
/** An exact value of the pool, floating, in a shape. */
export const otherExact = (s: Site, shape: Shape): any => fitted(floating(s.exact(), s.dtype).t, shape)
/** Whole numbers from 0 to `count - 1` in a shape. */
export const positionsIn = (
  s: Site,
  shape: Shape,
  count: number,
  within: (i: AnyTensor, n: number) => AnyTensor,
): any => within(fitted(s.exact('i32').t, shape), count)

/** The mean of the step before and of any value. */
export const mixed = (s: Site, v: Value): Value => {
  const { t, exact } = floating(v, s.dtype)
  return { t: mul(add(s.x.t, fitted(t, s.x.t.shape)), 0.5), exact: s.x.exact && exact }
}
