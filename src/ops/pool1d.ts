/** Pooling of sequences: the largest, the smallest or the average number under each window. */
import type { Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import type { Padding, WindowOutput } from '../core/windows.js'
import { alongOne } from './conv1d.js'
import { avgPool2d, maxPool2d, minPool2d, type Pool2d } from './pool.js'
import { pooled } from './pooling.js'
import { reshape } from './reshape.js'
import { countsOf, movesOf, type Placed } from './window.js'

export interface Pool1dOptions<S extends number = number, P extends Padding = Padding> {
  /** Elements from one place of the window to the next; default those of the window, so that none overlap. */
  readonly stride?: S
  /** Elements around the sequences that no window sees; default `'valid'`: none. */
  readonly padding?: P
}
type Pooled1d<X extends Shape, F extends number, S extends number, P extends Padding> = X extends readonly [
  infer N extends number,
  infer L extends number,
  infer C extends number,
]
  ? readonly [N, WindowOutput<L, F, S, 1, P>, C]
  : readonly [number, number, number]

/** Pooling: sequences, window, options. */
export type Pool1d = <
  X extends Shape,
  E extends Float,
  const F extends number,
  const S extends number = F,
  const P extends Padding = 'valid',
>(
  x: Tensor<X, E> & Placed<Pooled1d<X, F, S, P>>,
  window: F,
  options?: Pool1dOptions<S, P>,
) => Tensor<Pooled1d<X, F, S, P>, E>

/** Sequences as images one row high. */
const pool = (name: string, of: Pool2d): Pool1d =>
  ((x: AnyTensor, size: number, { stride = size, padding = 'valid' }: Pool1dOptions = {}) => {
    if (x.shape.length !== 3) throw new ShapeError(name, '[n, length, channels]', x.shape)
    const [n, length, c] = x.shape as readonly [number, number, number]
    const window = countsOf(name, 'windows', size, 1)
    const moves = movesOf(name, [length], window, { stride, padding: alongOne(padding) })
    const out = pooled(name, { ...moves, window }, x.shape, 1)
    const y = of(reshape(x, [n, 1, length, c]) as any, [1, size], {
      stride: [1, stride],
      padding: [[0, 0], moves.padding[0]!],
    })
    return reshape(y, out)
  }) as Pool1d

/**
 * The largest number under each window: `[n, length, c] → [n, length′, c]`, where a window of `f` that moves by `s` gives
 * `length′ = ⌊(length + before + after − f) / s⌋ + 1`. It is `maxPool2d` of images one row high: derivative, padding and
 * errors as there.
 *
 * @example maxPool1d(words, 3, { stride: 2, padding: 'same' })
 */
export const maxPool1d: Pool1d = pool('maxPool1d', maxPool2d)
/** The smallest number under each window; all else as for `maxPool1d`. */
export const minPool1d: Pool1d = pool('minPool1d', minPool2d)
/** The average of the numbers under each window, padding not counted; shapes and errors as for `maxPool1d`. */
export const avgPool1d: Pool1d = pool('avgPool1d', avgPool2d)
