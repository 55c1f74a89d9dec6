/** A detector that warns, from two that do not. */
import { positive } from '../../core/positive.js'
import type { Detector } from './detector.js'

export interface WarnedState<W, D> {
  readonly warning: W
  readonly detector: D
  /** Values for which the warning stays; 0 without one. */
  readonly left: number
}

/**
 * The drifts of `detector`, and a warning from each drift of `warning` on, which is more sensitive, for `lasts` values
 * (default 1000) or until `detector` drifts. What comes meanwhile is what a new model can begin with. After a drift
 * both are as they are then.
 * Throws `RangeError` for a `lasts` that is not a positive integer. Source: Gomes et al. 2017 (adaptive random
 * forests).
 *
 * @example warned(adwin({ delta: 0.01 }), adwin({ delta: 0.001 }))
 */
export const warned = <W, D>(
  warning: Detector<W>,
  detector: Detector<D>,
  lasts = 1000,
): Detector<WarnedState<W, D>> => {
  positive('warned', 'lasts', lasts)
  return {
    init: { warning: warning.init, detector: detector.init, left: 0 },
    verdict: (state) =>
      detector.verdict(state.detector) === 'drift' ? 'drift' : state.left > 0 ? 'warning' : 'stable',
    update: (state, value) => {
      const next = { warning: warning.update(state.warning, value), detector: detector.update(state.detector, value) }
      if (detector.verdict(next.detector) === 'drift') return { ...next, left: 0 }
      return { ...next, left: warning.verdict(next.warning) === 'drift' ? lasts : Math.max(0, state.left - 1) }
    },
  }
}
