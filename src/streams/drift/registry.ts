/** Every detector by name, with what is claimed of it. Total: the laws quantify over it. */
import type { Key } from '../../core/key.js'
import { adwin } from './adwin.js'
import { ddm } from './ddm.js'
import type { Detector } from './detector.js'
import { eddm } from './eddm.js'
import { kswin } from './kswin.js'
import { pageHinkley } from './pageHinkley.js'

export type DetectorName = 'ddm' | 'eddm' | 'adwin' | 'pageHinkley' | 'kswin'

export interface DetectorEntry {
  readonly title: string
  /** Where there is drift. */
  readonly formula: string
  /** What it takes: errors (0 and 1), numbers from 0 to 1, or any numbers. */
  readonly values: 'errors' | 'share' | 'number'
  /** Which changes it tells, of those of the mean. */
  readonly tells: 'rise' | 'any'
  /** Whether it gives warnings before drifts. */
  readonly warns: boolean
  /** What it forgets with a drift: all, or what was before the change. */
  readonly forgets: 'all' | 'old'
  /** With its default options; `key` is that of the samples that it draws, if it draws any. */
  readonly make: (key: Key) => Detector<any>
}

/** Every detector by name, with what is claimed of it. */
export const detectors: { readonly [N in DetectorName]: DetectorEntry } = {
  ddm: {
    title: 'Drift detection method',
    formula: '`p + s > pₘᵢₙ + 3·sₘᵢₙ`, the share of errors and its deviation',
    values: 'errors',
    tells: 'rise',
    warns: true,
    forgets: 'all',
    make: () => ddm(),
  },
  eddm: {
    title: 'Early drift detection method',
    formula: '`(p + 2·s) / (pₘₐₓ + 2·sₘₐₓ) < 0.9`, mean and deviation of the distance between errors',
    values: 'errors',
    tells: 'rise',
    warns: true,
    forgets: 'all',
    make: () => eddm(),
  },
  adwin: {
    title: 'Adaptive window',
    formula: "`|μ₀ - μ₁| > √(2/m·σ²·ln(2/δ')) + 2/(3m)·ln(2/δ')`, means of the old and the recent part of a window",
    values: 'share',
    tells: 'any',
    warns: false,
    forgets: 'old',
    make: () => adwin(),
  },
  pageHinkley: {
    title: 'Test of Page and Hinkley',
    formula: '`mₜ - min mᵢ > λ`, `mₜ = Σ (xᵢ - x̄ᵢ - δ)`',
    values: 'number',
    tells: 'rise',
    warns: false,
    forgets: 'all',
    make: () => pageHinkley(),
  },
  kswin: {
    title: 'Window of Kolmogorov and Smirnov',
    formula: '`sup |F₀ - F₁| > √(-ln α / r)`, distributions of an old and the recent sample of `r`',
    values: 'number',
    tells: 'any',
    warns: false,
    forgets: 'old',
    make: (key) => kswin({ key }),
  },
}
