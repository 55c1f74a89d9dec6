/** Drift as errors that come closer together. */
import { positive } from '../../core/positive.js'
import { checkLevels, isError } from './checks.js'
import type { Detector } from './detector.js'

export interface EddmOptions {
  /** Shares of the greatest distance below which there is a warning (default 0.95), and drift (default 0.9). */
  readonly warning?: number
  readonly drift?: number
  /** Distances before the first verdict (default 30). */
  readonly least?: number
}

export interface EddmState {
  /** Values since the last error; `null` before the first. */
  readonly since: number | null
  /** Of the distances between neighbouring errors: how many, their mean, their sum of squares about it. */
  readonly count: number
  readonly mean: number
  readonly spread: number
  /** The greatest mean plus two deviations since the first verdict; 0 before. */
  readonly greatest: number
}

const init: EddmState = { since: null, count: 0, mean: 0, spread: 0, greatest: 0 }
const reach = ({ count, mean, spread }: EddmState): number => mean + 2 * Math.sqrt(spread / count)

/**
 * EDDM, the early drift detection method: values are errors, 1 and 0. With mean `p` and deviation `s` of the distances
 * between neighbouring errors, there is drift where `(p + 2·s) / (pₘₐₓ + 2·sₘₐₓ) < 0.9`, the greatest so far, and a
 * warning below 0.95. Good for slow changes; it begins anew after a drift. It compares a running mean with its own
 * maximum, so false alarms have no bound.
 * Throws `RangeError` for a value other than 0 and 1, and for options out of range. Source: Baena-García et al. 2006;
 * the maximum is taken from the 30th distance on, when verdicts begin.
 */
export const eddm = ({ warning = 0.95, drift = 0.9, least = 30 }: EddmOptions = {}): Detector<EddmState> => {
  checkLevels('eddm', 'drift', drift, 'warning', warning)
  if (!(warning <= 1)) throw new RangeError(`eddm: warning must be at most 1, got ${warning}`)
  positive('eddm', 'least', least)
  const verdict: Detector<EddmState>['verdict'] = (state) => {
    if (state.count < least) return 'stable'
    const ratio = reach(state) / state.greatest
    return ratio < drift ? 'drift' : ratio < warning ? 'warning' : 'stable'
  }
  return {
    init,
    verdict,
    update: (state, value) => {
      const before = verdict(state) === 'drift' ? init : state
      if (!isError('eddm', value)) return before.since === null ? before : { ...before, since: before.since + 1 }
      if (before.since === null) return { ...before, since: 0 }
      const distance = before.since + 1
      const count = before.count + 1
      const mean = before.mean + (distance - before.mean) / count
      const spread = before.spread + (distance - before.mean) * (distance - mean)
      const next = { since: 0, count, mean, spread, greatest: before.greatest }
      return count < least ? next : { ...next, greatest: Math.max(before.greatest, reach(next)) }
    },
  }
}
