/** A rate that falls along half a cosine, again and again. */
import type { Scalar } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { exp } from '../../ops/exp.js'
import { log1p } from '../../ops/log1p.js'
import { mul } from '../../ops/mul.js'
import { floor, round } from '../../ops/round.js'
import { sub } from '../../ops/sub.js'
import { atLeastZero, checkOptions, wholeAboveZero } from '../ranges.js'
import type { CosineDecayOptions } from './cosineDecay.js'
import { alongCosine } from './progress.js'
import type { Schedule } from './schedule.js'

/** As for `cosineDecay`; `steps` is the length of the first round. */
export interface CosineRestartsOptions extends CosineDecayOptions {
  /** How much longer each round is than the one before: a whole number, at least 1. Default 1. */
  readonly growth?: number
}

/** Share of its round that a step is at, from 0 to below 1. */
const inRound = (t: Scalar<'f64'>, steps: number, growth: number): Scalar<'f64'> => {
  if (growth === 1) return sub(div(t, steps), floor(div(add(t, 0.5), steps)))
  // rounds before: ⌊log(1 + t (growth - 1) / steps) / log growth⌋, lifted over rounding at the joints, which are 1/t apart
  const grown = mul(log1p(mul(t, (growth - 1) / steps)), 1 / Math.log(growth))
  const rounds = floor(add(grown, 1e-12))
  const length = round(mul(exp(mul(rounds, Math.log(growth))), steps))
  const start = div(sub(length, steps), growth - 1)
  return div(sub(t, start), length)
}

/**
 * Round `i` has `steps · growthⁱ` steps, and in each `rate(p) = end + (rate - end) · (1 + cos πp) / 2` with `p` the share of it
 * that has passed. PyTorch's `CosineAnnealingWarmRestarts`. Exact joints up to 2³¹ steps. Throws `RangeError` for options out
 * of range. Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017).
 */
export const cosineRestarts = (options: CosineRestartsOptions): Schedule => {
  const ranges = { rate: atLeastZero, end: atLeastZero, steps: wholeAboveZero, growth: wholeAboveZero }
  checkOptions('cosineRestarts', ranges, { ...options })
  const { rate, end = 0, steps, growth = 1 } = options
  return (step) => alongCosine(rate, end, inRound(cast(step, 'f64'), steps, growth))
}
