/** Averages of the parameters along the way. */
import type { Scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { mul } from '../../ops/mul.js'
import { sub } from '../../ops/sub.js'
import { type Counted, counted, fromZero } from '../counter.js'
import { mapFloats } from '../floats.js'
import { applyStep, type Optimizer } from '../optimizer.js'
import { checkOptions, decayRange } from '../ranges.js'
import { filled } from '../transforms/filled.js'

export interface Averaged<P, S> extends Counted {
  readonly average: P
  readonly inner: S
}

/** The averaged parameters, to validate and predict with; the first parameters before any step. */
export const averagedParams = <P>({ average }: Averaged<P, unknown>): P => average

/** `a ← a + κ(t) (w - a)` over the parameters after each step of `optimizer`, whose steps pass. */
const averaging = <P, S>(
  optimizer: Optimizer<P, S>,
  share: (t: Scalar<'i32'>) => Scalar<'f64'> | number,
): Optimizer<P, Averaged<P, S>> => ({
  init: (params) => ({ step: fromZero(), average: params, inner: optimizer.init(params) }),
  update: (gradient, before, params) => {
    const [moved, inner] = optimizer.update(gradient, before.inner, params)
    const step = counted(before.step)
    const kappa = share(step)
    const towards = (a: any, w: any): any =>
      add(a, mul(sub(w, a), typeof kappa === 'number' ? kappa : cast(kappa, a.dtype)))
    return [moved, { step, average: mapFloats(towards, before.average, applyStep(params, moved)), inner }]
  },
})

export interface ExponentialAverageOptions {
  /** What the average keeps at each step, β: from 0 to below 1. Default 0.999. */
  readonly decay?: number
  /** Forget the first parameters: weights `β^age` over what came after steps alone, as if divided by `1 - βᵗ`. Default false. */
  readonly debias?: boolean
}

/**
 * `optimizer`, and beside it `a ← β a + (1 - β) w` over the parameters after each step; read it with `averagedParams`.
 * `a` starts at the first parameters, or with `debias` at none, as Adam's moments do. Throws `RangeError` for a decay out of
 * range. PyTorch's `AveragedModel` with `get_ema_avg_fn` (which starts at the first parameters it is shown).
 * Source: Tarvainen and Valpola, "Mean teachers are better role models" (2017).
 *
 * @example exponentialAverage(adam<Params>({ rate: 1e-3 }), { decay: 0.99 })
 */
export const exponentialAverage = <P, S>(
  optimizer: Optimizer<P, S>,
  options: ExponentialAverageOptions = {},
): Optimizer<P, Averaged<P, S>> => {
  checkOptions('exponentialAverage', { decay: decayRange }, { ...options })
  const { decay = 0.999, debias = false } = options
  return averaging(optimizer, (t) => (debias ? div(1 - decay, filled(decay, t)) : 1 - decay))
}

/**
 * `optimizer`, and beside it the plain mean of the parameters after all steps; read it with `averagedParams`.
 * PyTorch's `AveragedModel` and `ASGD`. Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging"
 * (1992).
 */
export const polyakAverage = <P, S>(optimizer: Optimizer<P, S>): Optimizer<P, Averaged<P, S>> =>
  averaging(optimizer, (t) => div(1, cast(t, 'f64')))
