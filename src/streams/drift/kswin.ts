/** Drift as a distribution that is no longer the same, whatever its mean. */
import { foldIn, type Key, uniformData } from '../../core/key.js'
import { positive } from '../../core/positive.js'
import { checkProbability, finite } from './checks.js'
import type { Detector } from './detector.js'

export interface KswinOptions {
  /** Of the samples that it draws. */
  readonly key: Key
  /** Level of the test: α (default 0.0001). A false alarm has at most the probability 2α at one test. */
  readonly alpha?: number
  /** Values in the window (default 300). */
  readonly size?: number
  /** Values in each of the samples compared, at most half of `size` (default 30). */
  readonly sample?: number
}

export interface KswinState {
  /** Test `n` draws with `foldIn(key, n)`. */
  readonly key: Key
  readonly tests: number
  /** The last values, the oldest first; of equal distribution as far as is known. */
  readonly window: readonly number[]
  readonly drift: boolean
}

/** `count` of `from` values without replacement: the first steps of Fisher's and Yates' shuffle. */
const drawn = (key: Key, from: readonly number[], count: number): Float64Array => {
  const values = Float64Array.from(from)
  const u = uniformData(key, 'f64', count)
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(u[i]! * (values.length - i))
    const swap = values[i]!
    values[i] = values[j]!
    values[j] = swap
  }
  return values.subarray(0, count)
}

/**
 * The statistic of Kolmogorov and Smirnov: the greatest distance between the empirical distribution functions of two
 * samples, 0 to 1.
 * Throws `RangeError` for an empty sample.
 */
export const kolmogorovSmirnov = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length === 0 || b.length === 0) throw new RangeError('kolmogorovSmirnov: a sample is empty')
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()]
  let [i, j, greatest] = [0, 0, 0]
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i]!, y[j]!)
    while (x[i] === at) i++
    while (y[j] === at) j++
    greatest = Math.max(greatest, Math.abs(i / x.length - j / y.length))
  }
  return greatest
}

/**
 * KSWIN, a window of Kolmogorov and Smirnov: compares the last `r` of `n` values with `r` drawn from the older ones;
 * there is drift where the statistic of the two exceeds `√(-ln α / r)`. Then the window keeps only the last `r`. Sees
 * changes that leave the mean, in `O(n)` time and memory. Values are any numbers.
 * Throws `RangeError` for a value that is not finite, and for options out of range. Source: Raab, Heusinger and Schleif
 * 2020.
 */
export const kswin = ({ key, alpha = 0.0001, size = 300, sample = 30 }: KswinOptions): Detector<KswinState> => {
  checkProbability('kswin', 'alpha', alpha)
  positive('kswin', 'sample', sample)
  if (!Number.isInteger(size) || size < 2 * sample)
    throw new RangeError(`kswin: size must be a whole number from twice the sample on, ${2 * sample}, got ${size}`)
  const threshold = Math.sqrt(-Math.log(alpha) / sample)
  return {
    init: { key, tests: 0, window: [], drift: false },
    verdict: ({ drift }) => (drift ? 'drift' : 'stable'),
    update: (state, value) => {
      finite('kswin', value)
      const window = [...state.window.slice(state.window.length >= size ? 1 : 0), value]
      if (window.length < size) return { ...state, window, drift: false }
      const recent = window.slice(-sample)
      const older = drawn(foldIn(state.key, state.tests), window.slice(0, -sample), sample)
      const drift = kolmogorovSmirnov(recent, older) > threshold
      return { key: state.key, tests: state.tests + 1, window: drift ? recent : window, drift }
    },
  }
}
