/** Every optimizer by name. Total: the laws and the command line quantify over it. */
import type { Optimizer } from '../optimizer.js'
import type { Schedule } from '../schedules/schedule.js'
import { adaGrad } from './adaGrad.js'
import { adam } from './adam.js'
import { gradientDescent } from './gradientDescent.js'
import { momentum } from './momentum.js'
import { nesterov } from './nesterov.js'
import { rmsProp } from './rmsProp.js'

export type OptimizerName = 'gradientDescent' | 'momentum' | 'nesterov' | 'adaGrad' | 'rmsProp' | 'adam'

/** What is claimed of an optimizer, for the laws to check. */
export interface OptimizerFacts {
  /** No coordinate ever moves further in a step than this multiple of the rate; `null` where there is no such bound. */
  readonly boundedStep: number | null
  /** Multiplying all gradients by a number above 0 changes no step, but for ε. */
  readonly scaleInvariant: boolean
  /** Steps are linear in the gradients so far. */
  readonly linear: boolean
  /** Each coordinate moves as it would alone. */
  readonly coordinatewise: boolean
  /** A gradient of zero from a fresh state moves nothing: false where parameters decay. */
  readonly restsAtZero: boolean
  /** From within 2 of the minimum of a quadratic with curvatures from 0.5 to 2, it gets so near in so many steps. */
  readonly reaches: { readonly rate: number; readonly steps: number; readonly within: number } | null
}

export interface OptimizerEntry {
  /** With its default options. */
  readonly make: (rate: number | Schedule) => Optimizer<any, any>
  readonly title: string
  readonly formula: string
  readonly facts: OptimizerFacts
}

const common = { coordinatewise: true, restsAtZero: true }
const linear = { ...common, boundedStep: null, scaleInvariant: false, linear: true }
const adaptive = { ...common, scaleInvariant: true, linear: false }

export const optimizers: { readonly [N in OptimizerName]: OptimizerEntry } = {
  gradientDescent: {
    make: (rate) => gradientDescent({ rate }),
    title: 'Gradient descent',
    formula: 'w ← w - η g',
    facts: { ...linear, reaches: { rate: 0.4, steps: 50, within: 1e-3 } },
  },
  momentum: {
    make: (rate) => momentum({ rate }),
    title: 'Momentum',
    formula: 'v ← μ v + g, w ← w - η v',
    facts: { ...linear, reaches: { rate: 0.1, steps: 200, within: 1e-3 } },
  },
  nesterov: {
    make: (rate) => nesterov({ rate }),
    title: 'Nesterov',
    formula: 'v ← μ v + g, w ← w - η (g + μ v)',
    facts: { ...linear, reaches: { rate: 0.1, steps: 200, within: 1e-3 } },
  },
  adaGrad: {
    make: (rate) => adaGrad({ rate }),
    title: 'AdaGrad',
    formula: 's ← s + g², w ← w - η g / (√s + ε)',
    facts: { ...adaptive, boundedStep: 1, reaches: { rate: 1, steps: 50, within: 0.01 } },
  },
  rmsProp: {
    make: (rate) => rmsProp({ rate }),
    title: 'RMSProp',
    formula: 'v ← α v + (1 - α) g², w ← w - η g / (√v + ε)',
    facts: { ...adaptive, boundedStep: 10, reaches: { rate: 0.02, steps: 150, within: 0.1 } },
  },
  adam: {
    make: (rate) => adam({ rate }),
    title: 'Adam',
    formula: 'm ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², w ← w - η m̂ / (√v̂ + ε)',
    facts: { ...adaptive, boundedStep: 7.28, reaches: { rate: 0.1, steps: 200, within: 0.1 } },
  },
}
