/** Adam's transform: mean over root mean square, both without bias. */
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { square } from '../../ops/pow.js'
import { sqrt } from '../../ops/sqrt.js'
import { type Counted, counted, fromZero } from '../counter.js'
import { mapFloats, zeros } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, checkOptions, decayRange } from '../ranges.js'
import { filled } from './filled.js'
import { movingAverage } from './movingAverage.js'

export interface MomentsOptions {
  /** What the mean of gradients keeps at each step: from 0 to below 1. Default 0.9. */
  readonly beta1?: number
  /** What the mean of squared gradients keeps at each step: from 0 to below 1. Default 0.999. */
  readonly beta2?: number
  /** Added to the root mean square; above 0. Default 1e-8. */
  readonly epsilon?: number
}
export const momentsRanges = { beta1: decayRange, beta2: decayRange, epsilon: aboveZero }

/** Moving averages of gradients and of their squares, not corrected for their start at 0. */
export interface Moments<P> extends Counted {
  readonly mean: P
  readonly square: P
}

/** The averages alone, for all transforms that are made of them. */
export const moments = (beta1: number, beta2: number) => ({
  init: <P>(params: P): Moments<P> => ({ step: fromZero(), mean: zeros(params), square: zeros(params) }),
  next: <P>(before: Moments<P>, gradient: P): Moments<P> => ({
    step: counted(before.step),
    mean: movingAverage(beta1, before.mean, gradient),
    square: movingAverage(beta2, before.square, gradient, square),
  }),
})

/**
 * `m = β₁m + (1 - β₁)g`, `v = β₂v + (1 - β₂)g²`, step `m̂ / (√v̂ + ε)` with `m̂ = m / (1 - β₁ᵗ)`, `v̂ = v / (1 - β₂ᵗ)`
 * and `t` counted from 1. Ascends: chain it with `descend`.
 * Throws `RangeError` for options out of range. Source: see `adam`.
 */
export const scaleByMoments = <P>(options: MomentsOptions = {}): Optimizer<P, Moments<P>> => {
  checkOptions('scaleByMoments', momentsRanges, { ...options })
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const { init, next } = moments(beta1, beta2)
  return {
    init,
    update: (gradient, before) => {
      const after = next(before, gradient)
      const { step } = after
      const [ofMean, ofSquare] = [filled(beta1, step), filled(beta2, step)]
      const ratio = (m: any, v: any) =>
        div(div(m, cast(ofMean, m.dtype)), add(sqrt(div(v, cast(ofSquare, v.dtype))), epsilon))
      return [mapFloats(ratio, after.mean, after.square), after]
    },
  }
}
