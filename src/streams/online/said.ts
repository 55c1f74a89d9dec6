/** Predictions collected while many records are learnt in one call. */
import type { AnyTensor } from '../../core/tensor.js'
import { fromData } from '../../core/tensor.js'
import { equal } from '../../ops/compare.js'
import { reshape } from '../../ops/reshape.js'
import { where } from '../../ops/where.js'

/** Records of one call. */
export const together = 256

/** `[…]`: the places of predictions, for one call after another. */
export const placesOf = (count: number): AnyTensor =>
  fromData(
    [count, 1],
    Float64Array.from({ length: count }, (_, i) => i),
    'f64',
  )

/** `said` `[together, …]` with the prediction `[1, …]` in the place `index` `[1]`, as an expression. */
export const saying = (said: AnyTensor, index: AnyTensor, prediction: AnyTensor): AnyTensor => {
  const places: any = fromData(
    [together],
    Float64Array.from({ length: together }, (_, i) => i),
    'f64',
  )
  const here = reshape(equal(places, index as any), [together, ...said.shape.slice(1).map(() => 1)])
  return where<any, any, any, any>(here, prediction as any, said as any)
}
