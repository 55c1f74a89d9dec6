/** The Gaussian error linear unit, exact and by tanh. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../add.js'
import { erf } from '../erf.js'
import { mul } from '../mul.js'
import { pow } from '../pow.js'
import { sigmoid } from '../sigmoid.js'
import type { ActivationEntry } from './activation.js'

export interface GeluOptions {
  /** `'none'` (default) takes the error function, `'tanh'` its approximation, at most 5e-4 away. */
  readonly approximation?: 'none' | 'tanh'
}

/** The normal distribution `Φ(x)`, or `(1 + tanh u)/2 = σ(2u)` with `u = √(2/π)·(x + 0.044715·x³)`. */
const gate = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  approximation: Required<GeluOptions>['approximation'],
): Tensor<S, D> =>
  approximation === 'none'
    ? mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5)
    : sigmoid(mul(add(x, mul(pow(x, 3), 0.044715)), 2 * Math.sqrt(2 / Math.PI)))

/**
 * `x·Φ(x)` with Φ the normal distribution; range [-0.1699…, ∞), lowest at -0.7517….
 * Derivative: `Φ(x) + x·φ(x)` with φ the normal density, in [-0.1289…, 1.1289…].
 * For transformers. Its problem: an error function for each number, or an approximation that other libraries may not mean.
 * Throws `RangeError` for an approximation of another name. Source: Hendrycks and Gimpel 2016.
 */
export const gelu = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  { approximation = 'none' }: GeluOptions = {},
): Tensor<S, D> => {
  if (approximation !== 'none' && approximation !== 'tanh')
    throw new RangeError(`gelu: approximation must be none or tanh, got ${String(approximation)}`)
  return mul(x, gate(x, approximation))
}

export const geluEntry: ActivationEntry<Required<GeluOptions>> = {
  title: 'GELU',
  formula: 'x Φ(x)',
  use: 'transformers',
  problem: 'an error function for each number; not monotone',
  of: (options) => (x) => gelu(x, options),
  options: [{ approximation: 'none' }, { approximation: 'tanh' }],
  facts: ({ approximation }) => ({
    acts: 'onElements',
    range: [approximation === 'none' ? -0.16997120747991 : -0.17004075057126, Number.POSITIVE_INFINITY],
    slopes: approximation === 'none' ? [-0.1289041452, 1.1289041452] : [-0.1289930687, 1.1289930687],
    ends: [0, 1],
    atZero: 0,
    monotone: false,
    symmetry: 'ramp',
    joints: [],
  }),
}
