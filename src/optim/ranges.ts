/** Ranges of options, and the error for what lies outside. */

export interface Range {
  /** What the option is, to follow the word `is`. */
  readonly text: string
  readonly holds: (value: any) => boolean
}

const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

export const atLeastZero: Range = { text: 'a finite number, at least 0', holds: (v) => finite(v) && v >= 0 }
export const aboveZero: Range = { text: 'a finite number above 0', holds: (v) => finite(v) && v > 0 }
export const anyNumber: Range = { text: 'a finite number', holds: finite }
/** What a moving average keeps. */
export const decayRange: Range = { text: 'a number from 0 to below 1', holds: (v) => finite(v) && v >= 0 && v < 1 }
/** What a schedule's rate is multiplied by. */
export const factorRange: Range = { text: 'a number above 0, at most 1', holds: (v) => finite(v) && v > 0 && v <= 1 }
export const wholeAboveZero: Range = {
  text: 'a whole number, at least 1',
  holds: (v) => Number.isSafeInteger(v) && v >= 1,
}
export const wholeAtLeastZero: Range = {
  text: 'a whole number, at least 0',
  holds: (v) => Number.isSafeInteger(v) && v >= 0,
}
export const rateRange: Range = {
  text: 'a finite number, at least 0, or a schedule',
  holds: (v) => typeof v === 'function' || atLeastZero.holds(v),
}

/**
 * Throws `RangeError` for the first option that is given and out of its range:
 * `adam: beta1 is a number from 0 to below 1, got 1`.
 */
export const checkOptions = (
  owner: string,
  ranges: Readonly<Record<string, Range>>,
  options: Readonly<Record<string, unknown>>,
): void => {
  for (const [option, { text, holds }] of Object.entries(ranges)) {
    const value = options[option]
    if (value !== undefined && !holds(value)) throw new RangeError(`${owner}: ${option} is ${text}, got ${value}`)
  }
}
