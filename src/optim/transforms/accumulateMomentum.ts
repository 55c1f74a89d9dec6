/** Momentum's transform: a decaying sum of gradients. */
import { add } from '../../ops/add.js'
import { mul } from '../../ops/mul.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { checkOptions, decayRange } from '../ranges.js'

export interface AccumulateMomentumOptions {
  /** What the velocity keeps at each step: from 0 to below 1. Default 0.9. */
  readonly decay?: number
  /** Look ahead: step by `g + μv` instead of `v`. Default false. */
  readonly nesterov?: boolean
}
export const momentumRanges = { decay: decayRange }

/** Decaying sum of gradients. */
export interface Velocity<P> {
  readonly velocity: P
}

/**
 * `v = μv + g`, step `v`, or with `nesterov` `g + μv`. Ascends: chain it with `descend`.
 * Throws `RangeError` for a decay out of range. Source: see `momentum` and `nesterov`.
 */
export const accumulateMomentum = <P>(options: AccumulateMomentumOptions = {}): Optimizer<P, Velocity<P>> => {
  checkOptions('accumulateMomentum', momentumRanges, { ...options })
  const { decay = 0.9, nesterov = false } = options
  const decayedSum = (v: any, g: any) => add(mul(v, decay), g)
  return {
    init: (params) => ({ velocity: zeros(params) }),
    update: (gradient, before) => {
      const velocity = mapFloats(decayedSum, before.velocity, gradient)
      return [nesterov ? mapFloats(decayedSum, velocity, gradient) : velocity, { velocity }]
    },
  }
}
