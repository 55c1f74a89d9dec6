/** Gaussian noise on gradients, that dies away. */
import type { Key } from '../../core/key.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { exp } from '../../ops/exp.js'
import { log } from '../../ops/log.js'
import { log1p } from '../../ops/log1p.js'
import { mul } from '../../ops/mul.js'
import { neg } from '../../ops/neg.js'
import { foldInKey, type KeyTensor, keyTensor, randomUniform } from '../../ops/random.js'
import { cos } from '../../ops/sin.js'
import { sqrt } from '../../ops/sqrt.js'
import { type Counted, counted, fromZero } from '../counter.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions } from '../ranges.js'

export interface NoiseOptions {
  /** Decides the noise. */
  readonly key: Key
  /** Variance at the first step; at least 0. Default 0.01. */
  readonly variance?: number
  /** Power γ by which it falls; at least 0. Default 0.55. */
  readonly decay?: number
}
export interface NoiseState extends Counted {
  readonly key: KeyTensor
}

/** Standard normal numbers from two uniform ones each: `√(-2 ln(1 - u)) cos(2πv)` (Box and Muller, 1958). */
const normal = (key: KeyTensor, shape: readonly number[], dtype: 'f32' | 'f64'): any => {
  const uniform = (n: number): any => randomUniform(foldInKey(key, n), shape, dtype)
  return mul(sqrt<any, any>(mul(log1p<any, any>(neg(uniform(0))), -2)), cos<any, any>(mul(uniform(1), 2 * Math.PI)))
}

/**
 * Step `g + e` with `e` normal of the variance `variance / (1 + t)^γ`, `t` counted from 0: it helps very deep networks out
 * of bad starts. The key is in the state; step `t` and leaf `i` draw from a key folded from it, so that every step has its
 * own noise, one compiled program serves all steps, and the same key repeats a run. As optax's `add_noise` and the paper,
 * whose variances are 0.01, 0.3 and 1. Throws `RangeError` for options out of range.
 * Source: Neelakantan et al., "Adding gradient noise improves learning for very deep networks" (2015).
 */
export const addNoise = <P>(options: NoiseOptions): Optimizer<P, NoiseState> => {
  checkOptions('addNoise', { variance: atLeastZero, decay: atLeastZero }, { ...options })
  const { key, variance = 0.01, decay = 0.55 } = options
  return {
    init: () => ({ step: fromZero(), key: keyTensor(key) }),
    update: (gradient, before) => {
      const now = foldInKey(before.key, before.step)
      const fall = exp(mul(log(add(cast(before.step, 'f64'), 1)), -decay / 2))
      const size = mul(fall, Math.sqrt(variance))
      let leaf = 0
      const noisy = (g: any) => add(g, mul(normal(foldInKey(now, leaf++), g.shape, g.dtype), cast(size, g.dtype)))
      return [mapFloats(noisy, gradient), { step: counted(before.step), key: before.key }]
    },
  }
}
