/** Activations between two bounds: sigmoid and tanh as data, and their cheap relatives. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { abs } from '../abs.js'
import { add } from '../add.js'
import { greater, less } from '../compare.js'
import { div } from '../div.js'
import { sigmoid } from '../sigmoid.js'
import { tanh } from '../tanh.js'
import { where } from '../where.js'
import { type ActivationEntry, plain } from './activation.js'

/**
 * `x / (1 + |x|)`, range (-1, 1). Derivative: `1 / (1 + |x|)²`, in (0, 1]; its own derivative jumps at 0, where 0 is chosen.
 * Like tanh, but levels off by a power and not exponentially: gradients vanish later. Its problem: they still vanish, and
 * the bounds are far. Source: Bergstra et al. 2009.
 */
export const softsign = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> => div(x, add(abs(x), 1))

/**
 * `x/6 + 1/2` limited to [0, 1], range [0, 1]. Derivative: 1/6 between -3 and 3, else 0, the joints included.
 * A sigmoid without an exponential, for gates on small machines. Its problem: no gradient at all beyond ±3.
 * Source: Courbariaux, Bengio and David 2015; this slope: Howard et al. 2019.
 */
export const hardSigmoid = <S extends Shape, D extends Float>(x: Tensor<S, D>): Tensor<S, D> =>
  where(greater(x, -3), where(less(x, 3), add(div(x, 6), 0.5), 1), 0)

export const sigmoidEntry: ActivationEntry<{}> = plain({
  title: 'Sigmoid',
  formula: '1 / (1 + e⁻ˣ)',
  use: 'the output for two classes, and gates',
  problem: 'gradients vanish: each layer multiplies them by at most 1/4; outputs do not centre on 0',
  of: sigmoid,
  facts: {
    acts: 'onElements',
    range: [0, 1],
    slopes: [0, 0.25],
    ends: [0, 0],
    atZero: 0.5,
    monotone: true,
    symmetry: 'half',
    joints: [],
  },
})

export const tanhEntry: ActivationEntry<{}> = plain({
  title: 'Tanh',
  formula: '(eˣ - e⁻ˣ) / (eˣ + e⁻ˣ)',
  use: 'outputs between -1 and 1, recurrent layers',
  problem: 'gradients vanish where it levels off',
  of: tanh,
  facts: {
    acts: 'onElements',
    range: [-1, 1],
    slopes: [0, 1],
    ends: [0, 0],
    atZero: 0,
    monotone: true,
    symmetry: 'odd',
    joints: [],
  },
})

export const softsignEntry: ActivationEntry<{}> = plain({
  title: 'Softsign',
  formula: 'x / (1 + |x|)',
  use: 'in place of tanh, where it levels off too soon',
  problem: 'gradients vanish, though by a power and not exponentially',
  of: softsign,
  facts: {
    acts: 'onElements',
    range: [-1, 1],
    slopes: [0, 1],
    ends: [0, 0],
    atZero: 0,
    monotone: true,
    symmetry: 'odd',
    joints: [{ at: 0, slopes: [1, 1, 1] }],
  },
})

export const hardSigmoidEntry: ActivationEntry<{}> = plain({
  title: 'Hard sigmoid',
  formula: 'min(max(x/6 + 1/2, 0), 1)',
  use: 'gates on small machines',
  problem: 'no gradient at all beyond ±3',
  of: hardSigmoid,
  facts: {
    acts: 'onElements',
    range: [0, 1],
    slopes: [0, 1 / 6],
    ends: [0, 0],
    atZero: 0.5,
    monotone: true,
    symmetry: 'half',
    joints: [
      { at: -3, slopes: [0, 0, 1 / 6] },
      { at: 3, slopes: [1 / 6, 0, 0] },
    ],
  },
})
