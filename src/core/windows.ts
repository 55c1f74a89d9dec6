/**
 * Windows that slide over an axis: how many places they have, in types and in values, by one rule.
 *
 * A window of size `f` with dilation `d` spans `d·(f − 1) + 1` elements. On an axis of size `n` with `p` elements of
 * padding in all, moving by `s`, it has
 *
 *   ⌊(n + p − d·(f − 1) − 1) / s⌋ + 1
 *
 * places. `valid` padding is none. `same` padding is as much as gives `⌈n / s⌉` places, as in TensorFlow: half of it at
 * each end, the odd element at the far end. (PyTorch's `same` is only for `s = 1`, where both agree.)
 *
 * In types, literal sizes are computed exactly; a plain `number` or a named axis anywhere gives `number`.
 */
import type { Add, Divide, Multiply, Subtract } from 'ts-arithmetic'
import type { Dim } from './shape.js'
import type { Literal } from './sizes.js'

/** One number for both height and width, or one for each. */
export type Size2d = number | readonly [height: number, width: number]
/** One number for depth, height and width, or one for each. */
export type Size3d = number | readonly [depth: number, height: number, width: number]
/** Padding of one axis: a rule, the same count at both ends, or a count for each end. */
export type Padding = 'valid' | 'same' | number | readonly [before: number, after: number]
/** Padding of height and width: a rule, one count for all four sides, or counts for `[[top, bottom], [left, right]]`. */
export type Padding2d =
  | 'valid'
  | 'same'
  | number
  | readonly [vertical: readonly [top: number, bottom: number], horizontal: readonly [left: number, right: number]]
/** Padding of depth, height and width: a rule, one count for all six sides, or counts for each end of each. */
export type Padding3d =
  | 'valid'
  | 'same'
  | number
  | readonly [
      depth: readonly [front: number, back: number],
      vertical: readonly [top: number, bottom: number],
      horizontal: readonly [left: number, right: number],
    ]

/** The number of axis `I`. */
export type SizeAt<S extends number | readonly number[], I extends number> = S extends readonly number[]
  ? S[I] extends infer N extends number
    ? N
    : never
  : S & number
/** The padding of axis `I`. */
export type PaddingAt<
  P extends 'valid' | 'same' | number | readonly (readonly [number, number])[],
  I extends number,
> = P extends readonly (readonly [number, number])[]
  ? P[I] extends infer Ends extends Padding
    ? Ends
    : never
  : P & (string | number)

export type HeightOf<S extends Size2d> = S extends readonly [infer H extends number, number] ? H : S & number
export type WidthOf<S extends Size2d> = S extends readonly [number, infer W extends number] ? W : S & number
/** Padding of the height, and of the width. */
export type VerticalOf<P extends Padding2d> = P extends readonly [infer V extends Padding, unknown]
  ? V
  : P & (string | number)
export type HorizontalOf<P extends Padding2d> = P extends readonly [unknown, infer H extends Padding]
  ? H
  : P & (string | number)

/** Elements of padding at both ends together. */
type Padded<P extends Padding> = P extends 'valid'
  ? 0
  : P extends readonly [infer B extends number, infer A extends number]
    ? number extends A | B
      ? number
      : Add<B, A>
    : P extends number
      ? number extends P
        ? number
        : Add<P, P>
      : number

/** `d·(f − 1)`: how far the last element of a window lies from the first. */
type Reach<F extends number, D extends number> = F extends 1 ? 0 : Multiply<D, Subtract<F, 1>>

/** `q` without its fraction. */
type Whole<Q extends number> = Q extends Q ? (`${Q}` extends `${infer W extends number}.${string}` ? W : Q) : never
/** `⌊m / s⌋ + 1` for `m ≥ 0`; `never` for less, where the window does not fit. */
type Places<M extends number, S extends number> = M extends M
  ? `${M}` extends `-${string}`
    ? never
    : Add<Whole<Divide<M, S>>, 1>
  : never

/** How many places a window has; `never` where it does not fit. */
export type WindowOutput<
  N extends Dim,
  F extends number,
  S extends number = 1,
  D extends number = 1,
  P extends Padding = 'valid',
> = [Literal<N>, Literal<F>, Literal<S>, Literal<D>] extends [true, true, true, true]
  ? P extends 'same'
    ? S extends 1
      ? N
      : Places<Subtract<N, 1>, S>
    : Padded<P> extends infer Total extends number
      ? number extends Total
        ? number
        : Places<Subtract<Subtract<Add<N, Total>, Reach<F, D>>, 1>, S>
      : number
  : P extends 'same'
    ? S extends 1
      ? N
      : number
    : number

/** `never` for a size below 1. */
type Positive<M extends number> = M extends M ? (`${M}` extends `-${string}` | '0' ? never : M) : never

/**
 * The size that a transposed convolution gives an axis of `N`, `(n − 1)·s + d·(f − 1) + 1 − p + o`, or with `same` padding
 * `n·s`; `never` where padding leaves nothing.
 */
export type TransposedOutput<
  N extends Dim,
  F extends number,
  S extends number = 1,
  D extends number = 1,
  P extends Padding = 'valid',
  O extends number = 0,
> = [Literal<N>, Literal<F>, Literal<S>, Literal<D>, Literal<O>] extends [true, true, true, true, true]
  ? P extends 'same'
    ? Multiply<N, S>
    : Padded<P> extends infer Total extends number
      ? number extends Total
        ? number
        : Positive<Subtract<Add<Add<Add<Multiply<Subtract<N, 1>, S>, Reach<F, D>>, 1>, O>, Total>>
      : number
  : P extends 'same'
    ? S extends 1
      ? N
      : number
    : number

/** How a window moves along one axis. */
export interface WindowMove<S extends number = number, D extends number = number, P extends Padding = Padding> {
  readonly stride?: S
  readonly dilation?: D
  readonly padding?: P
}

/** Padding as counts before and after an axis of `n` elements, for a window of `f`. */
export const paddingCounts = (n: number, f: number, { stride = 1, dilation = 1, padding = 'valid' }: WindowMove) => {
  if (padding === 'valid') return [0, 0] as const
  if (typeof padding === 'number') return [padding, padding] as const
  if (padding !== 'same') return padding
  const total = Math.max((Math.ceil(n / stride) - 1) * stride + dilation * (f - 1) + 1 - n, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)] as const
}

/**
 * How many places a window of `f` elements has on an axis of `n`: `windowOutput(224, 7, { stride: 2, padding: 3 })` is
 * 112. Less than 1 where it does not fit (the type is then `never`).
 */
export const windowOutput = <
  const N extends Dim,
  const F extends number,
  const S extends number = 1,
  const D extends number = 1,
  const P extends Padding = 'valid',
>(
  n: N,
  f: F,
  move: WindowMove<S, D, P> = {},
): WindowOutput<N, F, S, D, P> => {
  const { stride = 1, dilation = 1 } = move
  const [before, after] = paddingCounts(n, f, move)
  return (Math.floor((n + before + after - dilation * (f - 1) - 1) / stride) + 1) as WindowOutput<N, F, S, D, P>
}

/**
 * The size that a transposed convolution by a window of `f` gives an axis of `n`, of which `outputPadding` elements (default
 * 0) lie behind the last window: `transposedOutput(7, 3, { stride: 2, padding: 1, outputPadding: 1 })` is 14. Less than 1
 * where padding leaves nothing (the type is then `never`).
 */
export const transposedOutput = <
  const N extends Dim,
  const F extends number,
  const S extends number = 1,
  const D extends number = 1,
  const P extends Padding = 'valid',
  const O extends number = 0,
>(
  n: N,
  f: F,
  move: WindowMove<S, D, P> & { readonly outputPadding?: O } = {},
): TransposedOutput<N, F, S, D, P, O> => {
  const { stride = 1, dilation = 1, padding = 'valid', outputPadding = 0 } = move
  const [before, after] = padding === 'same' ? [0, 0] : paddingCounts(n, f, { padding })
  const size =
    padding === 'same' ? n * stride : (n - 1) * stride + dilation * (f - 1) + 1 + outputPadding - before - after
  return size as TransposedOutput<N, F, S, D, P, O>
}
