/** Centred RMSProp's transform: gradients over their recent standard deviation. */
import { add } from '../../ops/add.js'
import { div } from '../../ops/div.js'
import { maximum } from '../../ops/maximum.js'
import { square } from '../../ops/pow.js'
import { sqrt } from '../../ops/sqrt.js'
import { sub } from '../../ops/sub.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions } from '../ranges.js'
import { movingAverage } from './movingAverage.js'
import { type MeanSquare, type RmsOptions, rmsRanges } from './scaleByRms.js'

/** Moving averages of gradients and of their squares. */
export interface MeanAndSquare<P> extends MeanSquare<P> {
  readonly mean: P
}

/**
 * `v = αv + (1 - α)g²`, `m = αm + (1 - α)g`, step `g / (√(v - m²) + ε)`, where a difference that rounding has made
 * negative counts as 0. Options as for `scaleByRms`. Ascends: chain it with `descend`.
 * Throws `RangeError` for options out of range. Source: see `rmsPropCentred`.
 */
export const scaleByDeviation = <P>(options: RmsOptions = {}): Optimizer<P, MeanAndSquare<P>> => {
  checkOptions('scaleByDeviation', rmsRanges, { ...options })
  const { decay = 0.99, epsilon = 1e-8 } = options
  const ratio = (g: any, m: any, v: any) => div(g, add(sqrt<any, any>(maximum(sub(v, square(m)), 0)), epsilon))
  return {
    init: (params) => ({ square: zeros(params), mean: zeros(params) }),
    update: (gradient, before) => {
      const after = {
        square: movingAverage(decay, before.square, gradient, square),
        mean: movingAverage(decay, before.mean, gradient),
      }
      return [mapFloats(ratio, gradient, after.mean, after.square), after]
    },
  }
}
