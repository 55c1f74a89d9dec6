/** How long to wait before the next attempt. */
import { foldIn, type Key, uniformData } from '../../core/index.js'

/** Milliseconds to wait before attempt `attempt` (from 1, since the last success) after `faults` faults in all (from 1). */
export type BackOff = (attempt: number, faults: number) => number

export interface BackOffOptions {
  /** The longest wait before the first attempt, in milliseconds (default 100); it doubles with each attempt. */
  readonly first?: number
  /** No wait is longer, in milliseconds (default 30,000). */
  readonly cap?: number
  /** Where chance comes from: each fault has its own draw. */
  readonly key: Key
}

/**
 * Exponential back-off with full jitter: uniform on `[0, min(cap, first · 2^(attempt - 1)))`, so that many clients of a
 * server that went down do not come back in waves. Throws `RangeError` for a `first` or `cap` that is not positive.
 * Source: Brooker, Exponential Backoff and Jitter, 2015.
 */
export const backOff = ({ first = 100, cap = 30_000, key }: BackOffOptions): BackOff => {
  for (const [name, value] of [
    ['first', first],
    ['cap', cap],
  ] as const)
    if (!(value > 0)) throw new RangeError(`backOff: ${name} must be positive, got ${value}`)
  return (attempt, faults) => uniformData(foldIn(key, faults), 'f64', 1)[0]! * Math.min(cap, first * 2 ** (attempt - 1))
}
