/** Lion's transform: the sign of an interpolated momentum. */
import { sign } from '../../ops/sign.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, decayRange } from '../ranges.js'
import { movingAverage } from './movingAverage.js'

export interface SignOptions {
  /** How much of the momentum the step takes, the rest being the gradient: from 0 to below 1. Default 0.9. */
  readonly beta1?: number
  /** What the momentum keeps at each step: from 0 to below 1. Default 0.99. */
  readonly beta2?: number
}
export const signRanges = { beta1: decayRange, beta2: decayRange }

/** Moving average of gradients. */
export interface MeanGradient<P> {
  readonly mean: P
}

/**
 * Step `sign(β₁m + (1 - β₁)g)`, then `m = β₂m + (1 - β₂)g`. Ascends: chain it with `descend`.
 * Throws `RangeError` for options out of range. Source: see `lion`.
 */
export const scaleBySign = <P>(options: SignOptions = {}): Optimizer<P, MeanGradient<P>> => {
  checkOptions('scaleBySign', signRanges, { ...options })
  const { beta1 = 0.9, beta2 = 0.99 } = options
  return {
    init: (params) => ({ mean: zeros(params) }),
    update: (gradient, { mean }) => [
      mapFloats(sign, movingAverage(beta1, mean, gradient)),
      { mean: movingAverage(beta2, mean, gradient) },
    ],
  }
}
