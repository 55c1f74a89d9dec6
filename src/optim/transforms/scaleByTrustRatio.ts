/** LAMB's last transform: each leaf steps in proportion to its own length. */
import { cast } from '../../ops/cast.js'
import { greater } from '../../ops/compare.js'
import { div } from '../../ops/div.js'
import { minimum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { where } from '../../ops/where.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { globalNorm } from './globalNorm.js'

/**
 * On every leaf for itself, step `g · ‖w‖ / ‖g‖` with both lengths computed in f64; `g` where one of them is 0.
 * Source: see `lamb`; You, Gitman and Ginsburg, "Large batch training of convolutional networks" (2017), has it first.
 */
export const scaleByTrustRatio = <P>(): Optimizer<P, null> => {
  const scaled = (g: any, w: any) => {
    const [ofStep, ofParams] = [globalNorm(g), globalNorm(w)]
    const safe = where(greater(ofStep, 0), ofStep, 1) // what is not chosen must not be NaN
    const ratio = where(greater(minimum(ofStep, ofParams), 0), div(ofParams, safe), 1)
    return mul(g, cast(ratio, g.dtype))
  }
  return { init: () => null, update: (gradient, _, params) => [mapFloats(scaled, gradient, params), null] }
}
