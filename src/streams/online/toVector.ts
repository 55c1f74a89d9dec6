/** Numbers of features in a row, for models. */
import { fromData, type Tensor } from '../../core/tensor.js'
import type { Features } from './features.js'
import type { OnlineTransform } from './online.js'

/** The numbers of some features as `[features]`, f32, in the order of their names; those absent or not finite are 0. It learns nothing. */
export const toVector = <const N extends readonly string[]>(
  ...names: N
): OnlineTransform<null, Features, Tensor<readonly [N['length']]>> => ({
  init: null,
  learnOne: () => null,
  transformOne: (_, x) => {
    const row = new Float32Array(names.length)
    for (let i = 0; i < names.length; i++) {
      const value: unknown = x[names[i]!]
      if (Number.isFinite(value)) row[i] = value as number
    }
    return fromData([names.length], row, 'f32')
  },
})
