/** Pooling of volumes: the largest, the smallest or the average number under each window. */
import type { Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import type { Padding3d, Size3d } from '../core/windows.js'
import { avgPool2d, maxPool2d, minPool2d, type Pool2d } from './pool.js'
import { pooled } from './pooling.js'
import { reshape } from './reshape.js'
import { countsOf, movesOf, type Placed, type Places3d } from './window.js'

export interface Pool3dOptions<S extends Size3d = Size3d, P extends Padding3d = Padding3d> {
  /** Slices, rows and columns from one place of the window to the next; default those of the window. */
  readonly stride?: S
  /** Slices, rows and columns around the volumes that no window sees; default `'valid'`: none. */
  readonly padding?: P
}
type Pooled3d<X extends Shape, F extends Size3d, S extends Size3d, P extends Padding3d> = X extends readonly [
  infer N extends number,
  infer T extends number,
  infer A extends number,
  infer B extends number,
  infer C extends number,
]
  ? readonly [N, ...Places3d<T, A, B, F, S, 1, P>, C]
  : readonly [number, number, number, number, number]

/** Pooling: volumes, window, options. */
export type Pool3d = <
  X extends Shape,
  E extends Float,
  const F extends Size3d,
  const S extends Size3d = F,
  const P extends Padding3d = 'valid',
>(
  x: Tensor<X, E> & Placed<Pooled3d<X, F, S, P>>,
  window: F,
  options?: Pool3dOptions<S, P>,
) => Tensor<Pooled3d<X, F, S, P>, E>

/** Slice by slice, then along the depth: the counts under a window are products, so averages of averages are averages. */
const pool = (name: string, of: Pool2d): Pool3d =>
  ((x: AnyTensor, size: Size3d, { stride = size, padding = 'valid' }: Pool3dOptions = {}) => {
    if (x.shape.length !== 5) throw new ShapeError(name, '[n, depth, height, width, channels]', x.shape)
    const [n, depth, h, w, c] = x.shape as readonly [number, number, number, number, number]
    const window = countsOf(name, 'windows', size, 3)
    const moves = movesOf(name, [depth, h, w], window, { stride, padding })
    const out = pooled(name, { ...moves, window }, x.shape, 3)
    const [s, p] = [moves.stride, moves.padding]
    const [, , down, across] = out as readonly [number, number, number, number]
    const flat = of(reshape(x, [n * depth, h, w, c]) as any, [window[1]!, window[2]!], {
      stride: [s[1]!, s[2]!],
      padding: [p[1]!, p[2]!],
    })
    const deep = of(reshape(flat, [n, depth, down * across, c]) as any, [window[0]!, 1], {
      stride: [s[0]!, 1],
      padding: [p[0]!, [0, 0]],
    })
    return reshape(deep, out)
  }) as Pool3d

/**
 * The largest number under each window: `[n, depth, h, w, c] → [n, depth′, h′, w′, c]`, sizes, padding and errors as for
 * `maxPool2d`, of which it is two: over height and width, then over the depth.
 * Derivative: 1 by the largest; the first in row-major order where several are equal.
 *
 * @example maxPool3d(scans, [1, 2, 2])
 */
export const maxPool3d: Pool3d = pool('maxPool3d', maxPool2d)
/** The smallest number under each window; all else as for `maxPool3d`. */
export const minPool3d: Pool3d = pool('minPool3d', minPool2d)
/** The average of the numbers under each window, padding not counted; shapes and errors as for `maxPool3d`. */
export const avgPool3d: Pool3d = pool('avgPool3d', avgPool2d)
