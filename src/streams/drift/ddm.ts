/** Drift as a rise of the share of errors above its least. */
import { positive } from '../../core/positive.js'
import { checkLevels, isError } from './checks.js'
import type { Detector } from './detector.js'

export interface DdmOptions {
  /** Deviations above the least share at which there is a warning (default 2), and drift (default 3). */
  readonly warning?: number
  readonly drift?: number
  /** Values before the first verdict (default 30). */
  readonly least?: number
}

export interface DdmState {
  readonly count: number
  readonly errors: number
  /** Share of errors and its deviation where their sum was least; `null` before the first verdict. */
  readonly best: { readonly share: number; readonly deviation: number } | null
}

const init: DdmState = { count: 0, errors: 0, best: null }
const shareOf = ({ count, errors }: DdmState) => {
  const share = errors / count
  return { share, deviation: Math.sqrt((share * (1 - share)) / count) }
}

/**
 * DDM, the drift detection method: values are errors, 1 where a prediction was wrong and 0 where it was right. With the
 * share `p` of errors and `s = √(p·(1-p)/n)`, there is drift where `p + s > pₘᵢₙ + 3·sₘᵢₙ`, the least `p + s` so far,
 * and a warning above `2·sₘᵢₙ`. Good for sudden changes; it begins anew after a drift. Where the first 30 predictions
 * are all right, any error is a drift.
 * Throws `RangeError` for a value other than 0 and 1, and for options out of range. Source: Gama et al. 2004; its `≥`
 * is `>` here, or a stream without errors would drift.
 */
export const ddm = ({ warning = 2, drift = 3, least = 30 }: DdmOptions = {}): Detector<DdmState> => {
  checkLevels('ddm', 'warning', warning, 'drift', drift)
  positive('ddm', 'least', least)
  const verdict: Detector<DdmState>['verdict'] = (state) => {
    if (state.best === null) return 'stable'
    const { share, deviation } = shareOf(state)
    const above = (level: number): boolean => share + deviation > state.best!.share + level * state.best!.deviation
    return above(drift) ? 'drift' : above(warning) ? 'warning' : 'stable'
  }
  return {
    init,
    verdict,
    update: (state, value) => {
      const before = verdict(state) === 'drift' ? init : state
      const next = {
        count: before.count + 1,
        errors: before.errors + (isError('ddm', value) ? 1 : 0),
        best: before.best,
      }
      if (next.count < least) return next
      const now = shareOf(next)
      const { best } = before
      return best === null || now.share + now.deviation <= best.share + best.deviation ? { ...next, best: now } : next
    },
  }
}
