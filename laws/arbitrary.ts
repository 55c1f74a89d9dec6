/**
 * What the laws draw: tensors of bounded, finite numbers.
 *
 * Floating values are multiples of 1/1024: exact in f32, short to read, and whole numbers to shrink by.
 */
import * as fc from 'fast-check'
import { type AnyTensor, type Case, type Draw, type Float, literal, type Shape, sizeOf } from '../src/core/index.js'
import type { Tensor } from '../src/core/tensor.js'

const unit = 1024
/** Distance from kinks, and between distinct values. */
const gap = 0.05
/** Distinct values lie in slots of 1/16, at most 6/1024 beside the middle: 52/1024 > 0.05 apart. */
const slots = 16
const wobble = 6

export interface Bounds<D extends Float = 'f64'> {
  /** Default -3. */
  readonly min?: number
  /** Default 3. */
  readonly max?: number
  /** Default `'f64'`, as gradient laws need it. */
  readonly dtype?: D
  /** Points to keep 0.05 away from. */
  readonly away?: readonly number[]
}

const clear = (value: number, away: readonly number[], by: number): boolean =>
  away.every((point) => Math.abs(value - point) >= by)
const times = <A>(size: number, one: fc.Arbitrary<A>): fc.Arbitrary<readonly A[]> =>
  fc.array(one, { minLength: size, maxLength: size, size: 'max' })

/** One number. */
export const number = ({ min = -3, max = 3, away = [] }: Bounds<Float> = {}): fc.Arbitrary<number> =>
  fc
    .integer({ min: Math.ceil(min * unit), max: Math.floor(max * unit) })
    .map((n) => n / unit)
    .filter((value) => clear(value, away, gap))

/** A tensor of one shape. */
export const tensor = <const S extends Shape, D extends Float = 'f64'>(
  shape: S,
  { dtype = 'f64' as D, ...bounds }: Bounds<D> = {},
): fc.Arbitrary<Tensor<S, D>> =>
  times(sizeOf(shape), number(bounds)).map((values) => literal<S, D>(shape, values, dtype))

/** Whole numbers from `min` to `max`, both included. */
export const integers = <const S extends Shape>(shape: S, min: number, max: number): fc.Arbitrary<Tensor<S, 'i32'>> =>
  times(sizeOf(shape), fc.integer({ min, max })).map((values) => literal<S, 'i32'>(shape, values, 'i32'))

/** True and false. */
export const booleans = <const S extends Shape>(shape: S): fc.Arbitrary<Tensor<S, 'bool'>> =>
  times(sizeOf(shape), fc.integer({ min: 0, max: 1 })).map((values) => literal<S, 'bool'>(shape, values, 'bool'))

/** Shapes of any rank up to `maxRank`, with sizes from `min` (default 1; 0 draws empty tensors) to `max` (default 3). */
export const shapes = ({ maxRank = 3, min = 1, max = 3 } = {}): fc.Arbitrary<Shape> =>
  fc.array(fc.integer({ min, max }), { maxLength: maxRank })

/** Tensors of `count` equal shapes. */
export const alike = (count: number, bounds: Bounds = {}): fc.Arbitrary<readonly Tensor<Shape, 'f64'>[]> =>
  shapes().chain((shape) => times(count, tensor(shape, bounds)))

/** One argument of an op; floating ones in `dtype`. */
export const argument = (draw: Draw, dtype: Float = 'f64'): fc.Arbitrary<AnyTensor> => {
  const { shape, min, max, away = [] } = draw
  if (draw.dtype === 'i32') return integers(shape, min, max)
  if (draw.dtype === 'bool') return booleans(shape)
  return draw.diagonal === undefined
    ? tensor(shape, { min, max, away, dtype })
    : times(sizeOf(shape), number({ min, max, away })).map((values) =>
        literal(shape, onDiagonal(shape, values, draw.diagonal!), dtype),
      )
}
/** `values` with `by` added to the diagonals of the last two axes. */
const onDiagonal = (shape: Shape, values: readonly number[], by: number): readonly number[] => {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!]
  return values.map((value, i) => (Math.floor(i / columns) % rows === i % columns ? value + by : value))
}

/** Values at least 0.05 apart, and as far from the points in `away`. */
const distinct = (draws: readonly Draw[]): fc.Arbitrary<readonly number[]> => {
  const count = draws.reduce((n, { shape }) => n + sizeOf(shape), 0)
  const min = Math.max(...draws.map((d) => d.min))
  const max = Math.min(...draws.map((d) => d.max))
  const away = draws.flatMap((d) => d.away ?? [])
  const slot = fc
    .integer({ min: Math.ceil((min + wobble / unit) * slots), max: Math.floor((max - wobble / unit) * slots) })
    .filter((n) => clear(n / slots, away, gap + wobble / unit))
  return fc
    .tuple(
      fc.uniqueArray(slot, { minLength: count, maxLength: count, size: 'max' }),
      times(count, fc.integer({ min: -wobble, max: wobble })),
    )
    .map(([middles, beside]) => middles.map((n, i) => n / slots + beside[i]! / unit))
}

/** All arguments of one case of an op's domain; floating ones in `dtype`. */
export const argumentsOf = (
  { args, distinct: apart }: Case,
  dtype: Float = 'f64',
): fc.Arbitrary<readonly AnyTensor[]> => {
  if (apart !== true) return fc.tuple(...args.map((draw) => argument(draw, dtype)))
  const floats = args.filter((draw) => draw.dtype !== 'i32' && draw.dtype !== 'bool')
  return fc
    .tuple(distinct(floats), ...args.map((draw) => (floats.includes(draw) ? fc.constant(null) : argument(draw))))
    .map(([values, ...others]) => {
      let from = 0
      return others.map((other, i) => {
        if (other !== null) return other
        const { shape } = args[i]!
        from += sizeOf(shape)
        return literal(shape, values.slice(from - sizeOf(shape), from), dtype)
      })
    })
}
