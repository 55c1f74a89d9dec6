/** Drift as two parts of one window whose means differ by more than chance allows. */
import { positive } from '../../core/positive.js'
import { checkProbability, type Direction } from './checks.js'
import type { Detector } from './detector.js'

export interface AdwinOptions {
  /** Level of false alarms at one check: δ (default 0.002). */
  readonly delta?: number
  /**
   * Whether `δ' = δ/n`, with which the theorem of the paper bounds them, instead of `δ/ln n` (default), which the authors’
   * program uses, for about as many borders are looked at: it tells changes sooner, and kept to δ wherever it was measured.
   */
  readonly strict?: boolean
  /** Buckets of one size before two are merged: M (default 5). More is more exact and slower. */
  readonly buckets?: number
  /** The window is checked after so many values each (default 32); 1 finds a change soonest, and is slowest. */
  readonly every?: number
  /** Least and greatest value there may be (default 0 and 1). */
  readonly range?: readonly [least: number, greatest: number]
  /** Which changes of the mean are a drift (default both). The window forgets what was before any change. */
  readonly direction?: Direction
}

/** Of `2ⁱ` neighbouring values: their mean, and the sum of squares about it. */
export interface Bucket {
  readonly mean: number
  readonly spread: number
}

export interface AdwinState {
  /** The window: row `i` holds buckets of `2ⁱ` values, at most M of them, the oldest first; higher rows are older. */
  readonly rows: readonly (readonly Bucket[])[]
  /** Values since the last check. */
  readonly unchecked: number
  /** Where the mean went at the last value, if the window was cut there. */
  readonly change: 'up' | 'down' | null
}

type Rows = AdwinState['rows']
/** Some values, as a bucket that knows how many. */
interface Part extends Bucket {
  readonly count: number
}
const nothing: Part = { count: 0, mean: 0, spread: 0 }

/** Chan, Golub and LeVeque 1979. */
const joined = (a: Part, b: Part): Part => {
  const count = a.count + b.count
  if (count === 0) return nothing
  const apart = b.mean - a.mean
  return {
    count,
    mean: a.mean + apart * (b.count / count),
    spread: a.spread + b.spread + apart * apart * ((a.count * b.count) / count),
  }
}

/** The rows with one value more; of a row that is full the two oldest buckets become one of the next. */
const pushed = (rows: Rows, value: number, most: number): Rows => {
  const next = rows.slice()
  let bucket: Bucket = { mean: value, spread: 0 }
  for (let level = 0; ; level++) {
    const row = next[level] ?? []
    next[level] = row.concat(bucket)
    if (row.length < most) return next
    const [a, b] = next[level] as readonly [Bucket, Bucket]
    const apart = b.mean - a.mean
    bucket = { mean: (a.mean + b.mean) / 2, spread: a.spread + b.spread + apart * apart * 2 ** (level - 1) }
    next[level] = next[level]!.slice(2)
  }
}

/** The buckets from the oldest on. */
const partsOf = (rows: Rows): readonly Part[] =>
  rows.flatMap((_, i) => {
    const level = rows.length - 1 - i
    return rows[level]!.map((bucket) => ({ count: 2 ** level, ...bucket }))
  })

type Level = Required<Pick<AdwinOptions, 'delta' | 'strict'>>
/** `ε` of the paper for parts of `n₀` and `n₁` values. */
const bound = (n0: number, n1: number, variance: number, { delta, strict }: Level): number => {
  const inverse = 1 / n0 + 1 / n1 // 1/m of the harmonic mean m
  const n = n0 + n1
  const log = Math.log((2 * (strict ? n : Math.log(n))) / delta)
  return Math.sqrt(2 * inverse * variance * log) + (2 / 3) * inverse * log
}

/** Where the mean went at the first split that is more than chance, from the oldest on. */
const changeOf = (parts: readonly Part[], level: Level): AdwinState['change'] => {
  const whole = parts.reduce(joined, nothing)
  const variance = whole.spread / whole.count
  let old = nothing
  for (const part of parts.slice(0, -1)) {
    old = joined(old, part)
    const recent = whole.count - old.count
    const apart = ((whole.mean - old.mean) * whole.count) / recent // mean of the recent part less that of the old one
    if (Math.abs(apart) > bound(old.count, recent, variance, level)) return apart > 0 ? 'up' : 'down'
  }
  return null
}

/** The window without its oldest bucket. */
const shortened = (rows: Rows): Rows => {
  const oldest = rows.at(-1)!.slice(1)
  const rest = rows.slice(0, -1)
  if (oldest.length > 0) return [...rest, oldest]
  const last = rest.findLastIndex((row) => row.length > 0)
  return rest.slice(0, last + 1)
}

/**
 * The values that the window holds: how many, their mean, and the sum of squares about it.
 * Laws: never more than were seen; the mean of exactly the last `count` values.
 */
export const adwinWindow = ({ rows }: AdwinState): Part => partsOf(rows).reduce(joined, nothing)

/**
 * ADWIN, the adaptive window: keeps as many of the last values as could have one mean, in buckets of 1, 2, 4, … values
 * (an exponential histogram), so a window of `n` values needs `O(M·log(n/M))` memory, and a check as much time. At each
 * border of buckets the window falls into an old part of `n₀` values and a recent one of `n₁`. Where their means differ
 * by more than `ε = √(2/m·σ²·ln(2/δ')) + 2/(3m)·ln(2/δ')`, `1/m = 1/n₀ + 1/n₁`, `δ' = δ/ln n` (or `δ/n`), `σ²` the variance of the
 * window, the oldest bucket is dropped, until they do not: a drift. After a drift the window holds what came since.
 * Values are of a known range; those of another are first scaled to 0 to 1.
 * Throws `RangeError` for a value out of range, and for options out of range. Source: Bifet and Gavaldà 2007 (ADWIN2).
 */
export const adwin = ({
  delta = 0.002,
  strict = false,
  buckets = 5,
  every = 32,
  range: [low, high] = [0, 1],
  direction = 'both',
}: AdwinOptions = {}): Detector<AdwinState> => {
  checkProbability('adwin', 'delta', delta)
  positive('adwin', 'buckets', buckets)
  positive('adwin', 'every', every)
  if (!(low < high))
    throw new RangeError(`adwin: range must be from a lesser to a greater number, got ${low} and ${high}`)
  const level = { delta, strict }
  return {
    init: { rows: [], unchecked: 0, change: null },
    verdict: ({ change }) => (change !== null && (direction === 'both' || direction === change) ? 'drift' : 'stable'),
    update: (state, value) => {
      if (!(value >= low && value <= high))
        throw new RangeError(`adwin: a value lies between ${low} and ${high}, got ${value}`)
      let rows = pushed(state.rows, (value - low) / (high - low), buckets)
      const unchecked = state.unchecked + 1
      if (unchecked < every) return { rows, unchecked, change: null }
      const change = changeOf(partsOf(rows), level)
      for (let more = change; more !== null; more = changeOf(partsOf(rows), level)) rows = shortened(rows)
      return { rows, unchecked: 0, change }
    },
  }
}
