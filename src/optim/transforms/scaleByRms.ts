/** RMSProp's transform: gradients over their recent root mean square. */
import { add } from '../../ops/add.js'
import { div } from '../../ops/div.js'
import { square } from '../../ops/pow.js'
import { sqrt } from '../../ops/sqrt.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, checkOptions, decayRange } from '../ranges.js'
import { movingAverage } from './movingAverage.js'

export interface RmsOptions {
  /** What the mean of squared gradients keeps at each step: from 0 to below 1. Default 0.99. */
  readonly decay?: number
  /** Added to the root mean square; above 0. Default 1e-8. */
  readonly epsilon?: number
}
export const rmsRanges = { decay: decayRange, epsilon: aboveZero }

/** Moving average of squared gradients. */
export interface MeanSquare<P> {
  readonly square: P
}

/**
 * `v = αv + (1 - α)g²`, step `g / (√v + ε)`. Ascends: chain it with `descend`.
 * Throws `RangeError` for options out of range. Source: see `rmsProp`.
 */
export const scaleByRms = <P>(options: RmsOptions = {}): Optimizer<P, MeanSquare<P>> => {
  checkOptions('scaleByRms', rmsRanges, { ...options })
  const { decay = 0.99, epsilon = 1e-8 } = options
  return {
    init: (params) => ({ square: zeros(params) }),
    update: (gradient, before) => {
      const after = movingAverage(decay, before.square, gradient, square)
      return [mapFloats((g, v) => div(g, add(sqrt(v), epsilon)), gradient, after), { square: after }]
    },
  }
}
