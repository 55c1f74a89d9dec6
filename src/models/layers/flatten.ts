/** From images and sequences to rows. */
import { type Batch, type Shape, sizeOf } from '../../core/shape.js'
import type { Product } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import { reshape } from '../../ops/reshape.js'
import { extendPure, type Model } from '../model.js'

/** `[batch, a, b, …] → [batch, a·b·…]`. */
export const flatten = <P extends readonly unknown[], S extends readonly unknown[], A, Rest extends Shape>(
  before: Model<P, S, A, Tensor<readonly [Batch, ...Rest]>>,
): Model<P, S, A, Tensor<readonly [Batch, Product<Rest>]>> => {
  const size = sizeOf(before.out)
  return extendPure(
    before,
    { spec: { layer: 'flatten' }, out: [size] },
    (x) =>
      reshape(x, [x.shape[0], size]) as Tensor<readonly [Batch, number]> as Tensor<readonly [Batch, Product<Rest>]>,
  )
}
