/** AdaDelta's transform: gradients times root mean square step over root mean square gradient. */
import { add } from '../../ops/add.js'
import { div } from '../../ops/div.js'
import { mul } from '../../ops/mul.js'
import { square } from '../../ops/pow.js'
import { sqrt } from '../../ops/sqrt.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, checkOptions, decayRange } from '../ranges.js'
import { movingAverage } from './movingAverage.js'

export interface StepSizesOptions {
  /** What both means of squares keep at each step, ρ: from 0 to below 1. Default 0.9. */
  readonly decay?: number
  /** Added under both roots; above 0. Default 1e-6. */
  readonly epsilon?: number
}
export const stepSizesRanges = { decay: decayRange, epsilon: aboveZero }

/** Moving averages of the squares of gradients, and of steps before the rate. */
export interface StepSizes<P> {
  readonly square: P
  readonly stepSquare: P
}

/**
 * `v = ρv + (1 - ρ)g²`, step `d = g √(s + ε) / √(v + ε)`, then `s = ρs + (1 - ρ)d²`. Ascends: chain it with `descend`.
 * Throws `RangeError` for options out of range. Source: see `adaDelta`.
 */
export const scaleByStepSizes = <P>(options: StepSizesOptions = {}): Optimizer<P, StepSizes<P>> => {
  checkOptions('scaleByStepSizes', stepSizesRanges, { ...options })
  const { decay = 0.9, epsilon = 1e-6 } = options
  const root = (x: any) => sqrt<any, any>(add(x, epsilon))
  return {
    init: (params) => ({ square: zeros(params), stepSquare: zeros(params) }),
    update: (gradient, before) => {
      const after = movingAverage(decay, before.square, gradient, square)
      const step = mapFloats((g, s, v) => mul(div(root(s), root(v)), g), gradient, before.stepSquare, after)
      return [step, { square: after, stepSquare: movingAverage(decay, before.stepSquare, step, square) }]
    },
  }
}
