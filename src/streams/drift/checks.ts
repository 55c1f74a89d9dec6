/** What detectors demand of their values and options. */

/** Whether an error is 1; throws `RangeError` for anything but 0 and 1. */
export const isError = (owner: string, value: number): boolean => {
  if (value !== 0 && value !== 1) throw new RangeError(`${owner}: an error is 0 or 1, got ${value}`)
  return value === 1
}

/** Throws `RangeError` for NaN and infinities. */
export const finite = (owner: string, value: number): number => {
  if (!Number.isFinite(value)) throw new RangeError(`${owner}: a value is a finite number, got ${value}`)
  return value
}

/** Throws `RangeError` unless `0 < low ≤ high`. */
export const checkLevels = (owner: string, lowName: string, low: number, highName: string, high: number): void => {
  if (!(low > 0 && low <= high && Number.isFinite(high)))
    throw new RangeError(`${owner}: 0 < ${lowName} ≤ ${highName} must hold, got ${low} and ${high}`)
}

/** Throws `RangeError` unless it is a probability strictly between 0 and 1. */
export const checkProbability = (owner: string, what: string, p: number): void => {
  if (!(p > 0 && p < 1)) throw new RangeError(`${owner}: ${what} must lie between 0 and 1, got ${p}`)
}

/** Which changes of a mean are a drift. */
export type Direction = 'up' | 'down' | 'both'
