/** A pull of the parameters towards 0. */
import { add } from '../../ops/add.js'
import { mul } from '../../ops/mul.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { atLeastZero, checkOptions } from '../ranges.js'

/**
 * Step `g + λ w`. Its place in the chain says what it is: before everything else it is the gradient of `λ/2 · ‖w‖²`, the
 * coupled L2 penalty of PyTorch's `SGD` and `Adam`; right before `descend` it is decoupled decay, as in `adamW`, where the
 * parameters shrink by `η(t) λ` and so follow the schedule. λ is finite and at least 0; else throws `RangeError`.
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
 *
 * @example chain(addWeightDecay<Params>(1e-4), momentum<Params>({ rate: 0.1 })) // coupled
 * @example chain(scaleByMoments<Params>(), addWeightDecay<Params>(0.01), descend<Params>(1e-3)) // decoupled
 */
export const addWeightDecay = <P>(decay: number): Optimizer<P, null> => {
  checkOptions('addWeightDecay', { decay: atLeastZero }, { decay })
  return {
    init: () => null,
    update: (gradient, _, params) => [mapFloats((g, w) => add(g, mul(w, decay)), gradient, params), null],
  }
}
