/** The gradient of an L1 penalty. */
import { add } from '../../ops/add.js'
import { mul } from '../../ops/mul.js'
import { sign } from '../../ops/sign.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions } from '../ranges.js'

/**
 * Step `g + λ sign(w)`, with `sign(0) = 0`: before everything else in a chain the gradient of `λ ‖w‖₁`. Parameters come
 * near 0 and swing about it by `η λ`; for exact zeros see `ftrl`. λ is finite and at least 0; else throws `RangeError`.
 * Source: Tibshirani, "Regression shrinkage and selection via the lasso" (1996).
 */
export const addL1 = <P>(penalty: number): Optimizer<P, null> => {
  checkOptions('addL1', { penalty: atLeastZero }, { penalty })
  return {
    init: () => null,
    update: (gradient, _, params) => [mapFloats((g, w) => add(g, mul(sign(w), penalty)), gradient, params), null],
  }
}
