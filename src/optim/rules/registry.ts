/** Every optimizer by name. Total: the laws and the command line quantify over it. */
import type { Optimizer } from '../optimizer.js'
import type { Schedule } from '../schedules/schedule.js'
import { adaDelta } from './adaDelta.js'
import { adaGrad } from './adaGrad.js'
import { adaMax } from './adaMax.js'
import { adam } from './adam.js'
import { adamW } from './adamW.js'
import { amsGrad } from './amsGrad.js'
import { ftrl } from './ftrl.js'
import { gradientDescent } from './gradientDescent.js'
import { lamb } from './lamb.js'
import { lion } from './lion.js'
import { momentum } from './momentum.js'
import { muon } from './muon.js'
import { nAdam } from './nAdam.js'
import { nesterov } from './nesterov.js'
import { rAdam } from './rAdam.js'
import { rmsProp } from './rmsProp.js'
import { rmsPropCentred } from './rmsPropCentred.js'
import { rmsPropMomentum } from './rmsPropMomentum.js'

export type OptimizerName =
  | 'gradientDescent'
  | 'momentum'
  | 'nesterov'
  | 'adaGrad'
  | 'adaDelta'
  | 'rmsProp'
  | 'rmsPropCentred'
  | 'rmsPropMomentum'
  | 'adam'
  | 'amsGrad'
  | 'adamW'
  | 'nAdam'
  | 'rAdam'
  | 'adaMax'
  | 'lion'
  | 'lamb'
  | 'ftrl'
  | 'muon'

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

/** Every optimizer by name, made from a rate or a schedule, with what is claimed of it. */
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
  adaDelta: {
    make: (rate) => adaDelta({ rate }),
    title: 'AdaDelta',
    formula: 'v ← ρ v + (1 - ρ) g², d = g √(s + ε) / √(v + ε), s ← ρ s + (1 - ρ) d², w ← w - η d',
    facts: { ...adaptive, scaleInvariant: false, boundedStep: null, reaches: { rate: 1, steps: 1000, within: 0.1 } },
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
  rmsPropCentred: {
    make: (rate) => rmsPropCentred({ rate }),
    title: 'RMSProp, centred',
    formula: 'v ← α v + (1 - α) g², m ← α m + (1 - α) g, w ← w - η g / (√(v - m²) + ε)',
    facts: { ...adaptive, boundedStep: null, reaches: { rate: 0.02, steps: 150, within: 0.1 } },
  },
  rmsPropMomentum: {
    make: (rate) => rmsPropMomentum({ rate }),
    title: 'RMSProp with momentum',
    formula: 'v ← α v + (1 - α) g², u ← μ u + g / (√v + ε), w ← w - η u',
    facts: { ...adaptive, boundedStep: 100, reaches: { rate: 0.005, steps: 200, within: 0.1 } },
  },
  amsGrad: {
    make: (rate) => amsGrad({ rate }),
    title: 'AMSGrad',
    formula: 'm, v as Adam, u ← max(u, v), w ← w - η m̂ / (√û + ε)',
    facts: { ...adaptive, boundedStep: 7.28, reaches: { rate: 0.1, steps: 200, within: 0.1 } },
  },
  adamW: {
    make: (rate) => adamW({ rate }),
    title: 'AdamW',
    formula: 'm, v as Adam, w ← w - η (m̂ / (√v̂ + ε) + λ w)',
    facts: { ...adaptive, restsAtZero: false, boundedStep: null, reaches: { rate: 0.1, steps: 200, within: 0.1 } },
  },
  nAdam: {
    make: (rate) => nAdam({ rate }),
    title: 'NAdam',
    formula: 'm, v as Adam, w ← w - η ((1 - μ) g / (1 - Πμ) + μ′ m / (1 - μ′ Πμ)) / (√v̂ + ε)',
    facts: { ...adaptive, boundedStep: null, reaches: { rate: 0.02, steps: 400, within: 0.1 } },
  },
  rAdam: {
    make: (rate) => rAdam({ rate }),
    title: 'RAdam',
    formula: 'm, v as Adam, w ← w - η m̂ at first, then w ← w - η r m̂ √(1 - β₂ᵗ) / (√v + ε)',
    facts: { ...adaptive, scaleInvariant: false, boundedStep: null, reaches: { rate: 0.1, steps: 300, within: 0.1 } },
  },
  adaMax: {
    make: (rate) => adaMax({ rate }),
    title: 'AdaMax',
    formula: 'm ← β₁ m + (1 - β₁) g, u ← max(β₂ u, |g| + ε), w ← w - η m̂ / u',
    facts: { ...adaptive, boundedStep: 1.01, reaches: { rate: 0.1, steps: 200, within: 0.1 } },
  },
  lion: {
    make: (rate) => lion({ rate }),
    title: 'Lion',
    formula: 'w ← w - η (sign(β₁ m + (1 - β₁) g) + λ w), m ← β₂ m + (1 - β₂) g',
    facts: { ...adaptive, boundedStep: 1, reaches: { rate: 0.02, steps: 200, within: 0.1 } },
  },
  lamb: {
    make: (rate) => lamb({ rate }),
    title: 'LAMB',
    formula: 'u = m̂ / (√v̂ + ε) + λ w, w ← w - η u ‖w‖ / ‖u‖ on each leaf',
    facts: { ...adaptive, coordinatewise: false, boundedStep: null, reaches: { rate: 0.05, steps: 200, within: 0.1 } },
  },
  ftrl: {
    make: (rate) => ftrl({ rate }),
    title: 'FTRL-Proximal',
    formula: 'n ← n + g², w ← w - α g / (β + √n); with penalties see ftrl',
    facts: { ...adaptive, scaleInvariant: false, boundedStep: 1, reaches: { rate: 1, steps: 100, within: 0.01 } },
  },
  muon: {
    make: (rate) => muon({ rate }),
    title: 'Muon',
    formula: 'v ← μ v + g, w ← w - η (k orthogonal(g + μ v) + λ w) for matrices, AdamW for the rest',
    facts: {
      ...adaptive,
      coordinatewise: false,
      restsAtZero: false,
      boundedStep: null,
      reaches: { rate: 0.1, steps: 200, within: 0.1 },
    },
  },
}
