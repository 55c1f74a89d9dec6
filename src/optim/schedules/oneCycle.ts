/** A rate that rises to its peak and falls far below where it began. */
import { cast } from '../../ops/cast.js'
import { clamp } from '../../ops/clamp.js'
import { less } from '../../ops/compare.js'
import { div } from '../../ops/div.js'
import { sub } from '../../ops/sub.js'
import { where } from '../../ops/where.js'
import { atLeastZero, checkOptions, wholeAboveZero } from '../ranges.js'
import { along, alongCosine } from './progress.js'
import type { Schedule } from './schedule.js'

export interface OneCycleOptions {
  /** Rate at the peak; at least 0. */
  readonly peak: number
  /** Steps in all: a whole number, at least 1. */
  readonly steps: number
  /** Share of the steps that rise: above 0 and below 1, and more than one step of all. Default 0.3. */
  readonly rise?: number
  /** What the peak is divided by to begin with: at least 1. Default 25. */
  readonly start?: number
  /** What the first rate is divided by in the end: at least 1. Default 10000. */
  readonly end?: number
  /** The shape of both ways. Default `cosine`. */
  readonly shape?: 'cosine' | 'linear'
}
const divisor = { text: 'a finite number, at least 1', holds: (v: any) => Number.isFinite(v) && v >= 1 }
const share = { text: 'a number above 0 and below 1', holds: (v: any) => v > 0 && v < 1 }

/**
 * From `peak / start` up to `peak` at step `rise · steps - 1`, then down to `peak / (start · end)` at step `steps - 1`, where it
 * stays. PyTorch's `OneCycleLR` in its two phases, without its cycle of the momentum. Throws `RangeError` for options out of
 * range. Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large learning rates"
 * (2018).
 */
export const oneCycle = (options: OneCycleOptions): Schedule => {
  const ranges = { peak: atLeastZero, steps: wholeAboveZero, rise: share, start: divisor, end: divisor }
  checkOptions('oneCycle', ranges, { ...options })
  const { peak, steps, rise = 0.3, start = 25, end = 1e4, shape = 'cosine' } = options
  const top = rise * steps - 1
  if (top <= 0) throw new RangeError(`oneCycle: rise · steps is above 1, got ${rise} · ${steps}`)
  const way = shape === 'cosine' ? alongCosine : along
  return (step) => {
    const t = cast(step, 'f64')
    const up = clamp(div(t, top), 0, 1)
    const down = clamp(div(sub(t, top), steps - 1 - top), 0, 1)
    return where(less(t, top), way(peak / start, peak, up), way(peak, peak / start / end, down))
  }
}
