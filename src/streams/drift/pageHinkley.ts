/** Drift as a mean that has moved. */
import { positive } from '../../core/positive.js'
import { checkLevels, type Direction, finite } from './checks.js'
import type { Detector } from './detector.js'

export interface PageHinkleyOptions {
  /** Changes of the mean up to this are of no interest: δ, in units of the values (default 0.005). */
  readonly slack?: number
  /**
   * How much must have piled up for a drift: λ, in units of the values (default 50). Fewer false alarms, later drifts.
   */
  readonly threshold?: number
  /** From when on there is a warning, at most `threshold` (default `null`: never). */
  readonly warning?: number | null
  /** A drift is a rise of the mean (default), a fall, or either. */
  readonly direction?: Direction
  /** Values before the first verdict (default 30). */
  readonly least?: number
}

export interface PageHinkleyState {
  readonly count: number
  readonly mean: number
  /** What has piled up above the mean, and below it. */
  readonly up: number
  readonly down: number
}

const init: PageHinkleyState = { count: 0, mean: 0, up: 0, down: 0 }

/**
 * The test of Page and Hinkley: with `mₜ = Σ (xᵢ - x̄ᵢ - δ)` and the running mean `x̄ᵢ`, there is drift where
 * `mₜ - min mᵢ > λ`. That difference is the cumulative sum `gₜ = max(0, gₜ₋₁ + xₜ - x̄ₜ - δ)`, which is what the state
 * holds; for a fall the signs are turned. Values are any numbers. It begins anew after a drift.
 * Throws `RangeError` for a value that is not finite, and for options out of range. Source: Page 1954, Hinkley 1971,
 * Mouss et al. 2004.
 */
export const pageHinkley = ({
  slack = 0.005,
  threshold = 50,
  warning = null,
  direction = 'up',
  least = 30,
}: PageHinkleyOptions = {}): Detector<PageHinkleyState> => {
  if (!(slack >= 0)) throw new RangeError(`pageHinkley: slack must be at least 0, got ${slack}`)
  checkLevels('pageHinkley', 'warning', warning ?? threshold, 'threshold', threshold)
  positive('pageHinkley', 'least', least)
  const verdict: Detector<PageHinkleyState>['verdict'] = ({ count, up, down }) => {
    if (count < least) return 'stable'
    const piled = direction === 'up' ? up : direction === 'down' ? down : Math.max(up, down)
    return piled > threshold ? 'drift' : warning !== null && piled > warning ? 'warning' : 'stable'
  }
  return {
    init,
    verdict,
    update: (state, value) => {
      const before = verdict(state) === 'drift' ? init : state
      const count = before.count + 1
      const mean = before.mean + (finite('pageHinkley', value) - before.mean) / count
      const apart = value - mean
      return { count, mean, up: Math.max(0, before.up + apart - slack), down: Math.max(0, before.down - apart - slack) }
    },
  }
}
