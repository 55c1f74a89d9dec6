/** Pooling layers of volumes: fewer, larger elements; no parameters. */
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { Padding3d, Size3d } from '../../core/windows.js'
import * as of from '../../ops/pool3d.js'
import { pooled } from '../../ops/pooling.js'
import { countsOf, movesOf, type Placed, type Places3d } from '../../ops/window.js'
import { extendPure, type Model } from '../model.js'
import { dataOf, endsSpec, type Volumes } from './filters.js'
import type { Pool3dName } from './spec.js'

/** A pooling layer of volumes by its window and options. */
export type Pool3dLayer = <const F extends Size3d, const S extends Size3d = F, const P extends Padding3d = 'valid'>(
  window: F,
  options?: of.Pool3dOptions<S, P>,
) => <
  Q extends readonly unknown[],
  R extends readonly unknown[],
  A,
  T extends Dim,
  H extends Dim,
  W extends Dim,
  C extends Dim,
>(
  before: Model<Q, R, A, Volumes<T, H, W, C>> & Placed<Places3d<T, H, W, F, S, 1, P>>,
) => Model<Q, R, A, Tensor<readonly [Batch, ...Places3d<T, H, W, F, S, 1, P>, C]>>

const pooling =
  (layer: Pool3dName, pool: of.Pool3d): Pool3dLayer =>
  (size, { stride = size, padding = 'valid' }: of.Pool3dOptions = {}) => {
    const window = countsOf(layer, 'windows', size, 3)
    return (before): any => {
      const shape = dataOf(layer, before.out, 3)
      const moves = movesOf(layer, shape.slice(0, 3), window, { stride, padding })
      const [, ...out] = pooled(layer, { ...moves, window }, [1, ...shape], 3)
      const spec: any = { layer, window, stride: moves.stride, padding: endsSpec(padding, 3) }
      return extendPure(before, { spec, out }, (x) => pool(x as Tensor, size, { stride, padding }))
    }
  }

/** The largest number under each window. Options and errors as for the op. */
export const maxPool3d: Pool3dLayer = pooling('maxPool3d', of.maxPool3d)
/** The smallest number under each window. Options and errors as for the op. */
export const minPool3d: Pool3dLayer = pooling('minPool3d', of.minPool3d)
/** The average of the numbers under each window. Options and errors as for the op. */
export const avgPool3d: Pool3dLayer = pooling('avgPool3d', of.avgPool3d)

/** Every pooling layer of volumes by name. Total. */
export const pools3d: { readonly [N in Pool3dName]: Pool3dLayer } = { maxPool3d, minPool3d, avgPool3d }
