/** Convolution of sequences. */
import type { Float } from '../core/dtype.js'
import { apply } from '../core/op.js'
import type { Shape } from '../core/shape.js'
import type { Tensor } from '../core/tensor.js'
import type { Padding, WindowOutput } from '../core/windows.js'
import { conv2dOp, convMovesOf, convolved, expectRank } from './convolution.js'
import { reshape } from './reshape.js'
import type { Deep, Placed } from './window.js'

export interface Conv1dOptions<
  S extends number = number,
  D extends number = number,
  P extends Padding = Padding,
  G extends number = number,
> {
  /** Elements from one place of the window to the next; default 1. */
  readonly stride?: S
  /** Elements from one number under the window to the next; default 1. */
  readonly dilation?: D
  /** Zeros around the sequences; default `'valid'`: none. `[d·(k − 1), 0]` lets no number see what comes after it. */
  readonly padding?: P
  /** Parts of the channels that do not see each other; default 1. */
  readonly groups?: G
}

type Convolved1d<
  X extends Shape,
  W extends Shape,
  S extends number,
  D extends number,
  P extends Padding,
> = X extends readonly [infer N extends number, infer L extends number, number]
  ? W extends readonly [infer K extends number, number, infer F extends number]
    ? readonly [N, WindowOutput<L, K, S, D, P>, F]
    : readonly [N, number, number]
  : readonly [number, number, number]
type Fitting<X extends Shape, W extends Shape, G extends number> = X extends readonly [
  number,
  number,
  infer C extends number,
]
  ? W extends readonly [number, infer E extends number, number]
    ? Deep<C, E, G>
    : unknown
  : unknown

/** Padding of one axis as that of a list of axes. */
export const alongOne = (padding: Padding): 'valid' | 'same' | number | readonly [readonly [number, number]] =>
  typeof padding === 'object' ? [padding] : padding

/**
 * Convolution along sequences: `[n, length, c]` and weights `[k, c / groups, filters]` to `[n, length′, filters]`,
 *
 *   y[n, i, f] = Σ over p, c of x[n, i·s + p·d − before, c] · w[p, c, f]
 *
 * with zeros outside, and `length′ = ⌊(length + before + after − d·(k − 1) − 1) / s⌋ + 1`; padding `'same'` gives
 * `⌈length / s⌉`. It is `conv2d` of images one row high, and runs as that. Derivatives as there.
 * Throws `ShapeError` for a window or channels that do not fit, `RangeError` for strides, dilations or groups that are not
 * positive whole numbers and for negative padding.
 *
 * @example conv1d(words, weights, { dilation: 2, padding: 'same' })
 */
export const conv1d = <
  X extends Shape,
  W extends Shape,
  E extends Float,
  const S extends number = 1,
  const D extends number = 1,
  const P extends Padding = 'valid',
  const G extends number = 1,
>(
  x: Tensor<X, E>,
  w: Tensor<W, NoInfer<E>> & Placed<Convolved1d<X, W, S, D, P>> & Fitting<X, W, G>,
  { padding = 'valid' as P, ...options }: Conv1dOptions<S, D, P, G> = {},
): Tensor<Convolved1d<X, W, S, D, P>, E> => {
  expectRank('conv1d', 1, x.shape, w.shape)
  const [n, length, c] = x.shape as readonly number[] as readonly [number, number, number]
  const [k, depth, filters] = w.shape as readonly number[] as readonly [number, number, number]
  const moves = convMovesOf('conv1d', [length], [k], { ...options, padding: alongOne(padding) })
  const out = convolved('conv1d', moves, x.shape, w.shape, 1)
  const y = apply(
    conv2dOp,
    {
      stride: [1, moves.stride[0]!],
      dilation: [1, moves.dilation[0]!],
      padding: [[0, 0], moves.padding[0]!],
      groups: moves.groups,
    },
    reshape(x, [n, 1, length, c]),
    reshape(w, [1, k, depth, filters]),
  )
  return reshape(y, out) as any
}
