/** Gradients with no leaf longer than a maximum. */
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { maximum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { sqrt } from '../../ops/sqrt.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, checkOptions } from '../ranges.js'
import { sumOfSquares } from './globalNorm.js'

/**
 * On every leaf for itself, step `g · min(1, max / ‖g‖)` with the length computed in f64; Keras's `clipnorm` and optax's
 * `clip_by_block_rms` up to the leaf's size. `clipByGlobalNorm` keeps the direction of the whole tree, this one only that
 * of each leaf. Zeros stay zeros. `max` is finite and above 0; else throws `RangeError`.
 * Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks" (2013).
 */
export const clipByNorm = <P>(max: number): Optimizer<P, null> => {
  checkOptions('clipByNorm', { max: aboveZero }, { max })
  const clip = (g: any) => mul(g, cast(div(1, sqrt(maximum(sumOfSquares(g, max), 1))), g.dtype))
  return { init: () => null, update: (gradient) => [mapFloats(clip, gradient), null] }
}
