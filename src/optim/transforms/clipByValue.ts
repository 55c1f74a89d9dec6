/** Gradients with no entry larger than a maximum. */
import { clamp } from '../../ops/clamp.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, checkOptions } from '../ranges.js'

/**
 * Each entry of the step is that of `g` pressed into `[-max, max]`; this changes the direction. NaN stays NaN.
 * PyTorch's `clip_grad_value_`, optax's `clip`, Keras's `clipvalue`. `max` is finite and above 0; else throws `RangeError`.
 * Source: Mikolov, "Statistical language models based on neural networks" (2012).
 */
export const clipByValue = <P>(max: number): Optimizer<P, null> => {
  checkOptions('clipByValue', { max: aboveZero }, { max })
  return { init: () => null, update: (gradient) => [mapFloats((g) => clamp(g, -max, max), gradient), null] }
}
