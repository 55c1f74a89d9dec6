/** Gradients times a number. */
import { mul } from '../../ops/mul.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { anyNumber, checkOptions } from '../ranges.js'

/** Step `factor · g`. Throws `RangeError` where the factor is not finite. */
export const scale = <P>(factor: number): Optimizer<P, null> => {
  checkOptions('scale', { factor: anyNumber }, { factor })
  return { init: () => null, update: (gradient) => [mapFloats((g) => mul(g, factor), gradient), null] }
}
