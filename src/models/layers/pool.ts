/** Pooling layers: fewer, larger pixels; no parameters. */
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { Padding2d, Size2d } from '../../core/windows.js'
import * as of from '../../ops/pool.js'
import { pooled } from '../../ops/pooling.js'
import { type Placed, type Places, pairOf, slidingOf } from '../../ops/window.js'
import { extendPure, type Model } from '../model.js'
import { endsSpec, type Images, imagesOf } from './filters.js'
import type { GlobalPoolName, PoolName } from './spec.js'

/** A pooling layer by its window and options. */
export type PoolLayer = <const F extends Size2d, const S extends Size2d = F, const P extends Padding2d = 'valid'>(
  window: F,
  options?: Omit<of.PoolOptions<S, P>, 'layout'>,
) => <Q extends readonly unknown[], R extends readonly unknown[], A, H extends Dim, W extends Dim, C extends Dim>(
  before: Model<Q, R, A, Images<H, W, C>> & Placed<Places<H, W, F, S, 1, P>>,
) => Model<Q, R, A, Tensor<readonly [Batch, ...Places<H, W, F, S, 1, P>, C]>>

const pooling =
  (name: PoolName, pool: of.Pool2d): PoolLayer =>
  (size, { stride, padding = 'valid' }: Omit<of.PoolOptions, 'layout'> = {}) => {
    const window = pairOf(name, 'windows', size)
    const strides = pairOf(name, 'strides', stride ?? window)
    return (before): any => {
      const [height, width, channels] = imagesOf(name, before.out)
      const sliding = slidingOf(name, [height, width], window, { stride: strides, padding })
      const [, ...out] = pooled(name, { ...sliding, window }, [1, height, width, channels])
      const spec = { layer: name, window, stride: strides, padding: endsSpec(padding, 2) }
      return extendPure(before, { spec, out }, (x) => pool(x as Tensor, window, { stride: strides, padding }))
    }
  }

/** The largest number under each window. Options and errors as for the op. */
export const maxPool2d: PoolLayer = pooling('maxPool2d', of.maxPool2d)
/** The smallest number under each window. Options and errors as for the op. */
export const minPool2d: PoolLayer = pooling('minPool2d', of.minPool2d)
/** The average of the numbers under each window. Options and errors as for the op. */
export const avgPool2d: PoolLayer = pooling('avgPool2d', of.avgPool2d)

/** A layer that leaves one number of each channel: `[batch, h, w, c] → [batch, c]`. */
export type GlobalPoolLayer = <
  Q extends readonly unknown[],
  R extends readonly unknown[],
  A,
  H extends Dim,
  W extends Dim,
  C extends Dim,
>(
  before: Model<Q, R, A, Images<H, W, C>>,
) => Model<Q, R, A, Tensor<readonly [Batch, C]>>

const globally =
  (name: GlobalPoolName, pool: of.GlobalPool2d): GlobalPoolLayer =>
  (before) => {
    const [, , channels] = imagesOf(name, before.out)
    return extendPure(before, { spec: { layer: name }, out: [channels] }, (x) => pool(x) as Tensor<any>)
  }

/** The largest number of each channel. Throws `ShapeError` after anything but images. */
export const globalMaxPool2d: GlobalPoolLayer = globally('globalMaxPool2d', of.globalMaxPool2d)
/** The smallest number of each channel. Throws `ShapeError` after anything but images. */
export const globalMinPool2d: GlobalPoolLayer = globally('globalMinPool2d', of.globalMinPool2d)
/** The average of each channel. Throws `ShapeError` after anything but images. */
export const globalAvgPool2d: GlobalPoolLayer = globally('globalAvgPool2d', of.globalAvgPool2d)

/** Every pooling layer with a window by name. Total. */
export const pools: { readonly [N in PoolName]: PoolLayer } = { maxPool2d, minPool2d, avgPool2d }
/** Every pooling layer of whole images by name. Total. */
export const globalPools: { readonly [N in GlobalPoolName]: GlobalPoolLayer } = {
  globalMaxPool2d,
  globalMinPool2d,
  globalAvgPool2d,
}
