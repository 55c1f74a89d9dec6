/** Dropout. */
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { greaterEqual } from '../../ops/compare.js'
import { mul } from '../../ops/mul.js'
import { foldInKey, randomUniform } from '../../ops/random.js'
import { where } from '../../ops/where.js'
import { extendPure, type Model } from '../model.js'

/** A layer that draws a mask of some shape for a batch. */
const dropping = (layer: 'dropout' | 'spatialDropout', maskOf: (shape: Shape) => Shape) => (rate: number) => {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`${layer}: rate must be at least 0 and below 1, got ${rate}`)
  return <P extends readonly unknown[], S extends readonly unknown[], A, B extends Shape>(
    before: Model<P, S, A, Tensor<B>>,
  ): Model<P, S, A, Tensor<B>> => {
    const index = before.layers.length
    return extendPure(before, { spec: { layer, rate }, out: before.out }, (x, mode) => {
      if (!mode.train || rate === 0) return x
      const keep = greaterEqual(randomUniform(foldInKey(mode.key, index), maskOf(x.shape), x.dtype), rate)
      return where(keep as Tensor<Shape, 'bool'>, mul(x, 1 / (1 - rate)) as Tensor, 0) as Tensor<B>
    })
  }
}

/**
 * In training sets each number to 0 with probability `rate` (0 to less than 1) and divides the rest by `1 - rate`, so
 * that the expected value stays; in use the identity. Each layer and step draws its own numbers.
 * Throws `RangeError` for another rate. Source: Srivastava et al. 2014.
 */
export const dropout = dropping('dropout', (shape) => shape)

/**
 * `dropout` of whole channels (the last axis): every place of a channel is dropped or none, since neighbouring pixels say
 * much the same. For images and sequences. Throws `RangeError` for a rate outside 0 to less than 1. Source: Tompson et al. 2015.
 */
export const spatialDropout = dropping('spatialDropout', (shape) =>
  shape.map((d, axis) => (axis === 0 || axis === shape.length - 1 ? d : 1)),
)
