/** Pooling layers of sequences: shorter ones; no parameters. */
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { Padding, WindowOutput } from '../../core/windows.js'
import { alongOne } from '../../ops/conv1d.js'
import * as of from '../../ops/pool1d.js'
import { pooled } from '../../ops/pooling.js'
import { countsOf, movesOf, type Placed } from '../../ops/window.js'
import { extendPure, type Model } from '../model.js'
import { dataOf, endsSpec, type Sequences } from './filters.js'
import type { Pool1dName } from './spec.js'

/** A pooling layer of sequences by its window and options. */
export type Pool1dLayer = <const F extends number, const S extends number = F, const P extends Padding = 'valid'>(
  window: F,
  options?: of.Pool1dOptions<S, P>,
) => <Q extends readonly unknown[], R extends readonly unknown[], A, L extends Dim, C extends Dim>(
  before: Model<Q, R, A, Sequences<L, C>> & Placed<readonly [WindowOutput<L, F, S, 1, P>]>,
) => Model<Q, R, A, Tensor<readonly [Batch, WindowOutput<L, F, S, 1, P>, C]>>

const pooling =
  (layer: Pool1dName, pool: of.Pool1d): Pool1dLayer =>
  (size, { stride = size, padding = 'valid' }: of.Pool1dOptions = {}) => {
    const window = countsOf(layer, 'windows', size, 1)
    return (before): any => {
      const shape = dataOf(layer, before.out, 1)
      const moves = movesOf(layer, [shape[0]!], window, { stride, padding: alongOne(padding) })
      const [, ...out] = pooled(layer, { ...moves, window }, [1, ...shape], 1)
      const spec: any = { layer, window, stride: moves.stride, padding: endsSpec(alongOne(padding), 1) }
      return extendPure(before, { spec, out }, (x) => pool(x as Tensor, size, { stride, padding }))
    }
  }

/** The largest number under each window. Options and errors as for the op. */
export const maxPool1d: Pool1dLayer = pooling('maxPool1d', of.maxPool1d)
/** The smallest number under each window. Options and errors as for the op. */
export const minPool1d: Pool1dLayer = pooling('minPool1d', of.minPool1d)
/** The average of the numbers under each window. Options and errors as for the op. */
export const avgPool1d: Pool1dLayer = pooling('avgPool1d', of.avgPool1d)

/** Every pooling layer of sequences by name. Total. */
export const pools1d: { readonly [N in Pool1dName]: Pool1dLayer } = { maxPool1d, minPool1d, avgPool1d }
