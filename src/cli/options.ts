/** What options hold, as commander reads them: each parser throws what commander shows in one line. */
import { InvalidArgumentError, Option } from 'commander'
import type { Every } from './stream.js'

/** A finite number. */
export const numeric = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}
/** Names between commas, without the space around them. */
export const names = (text: string): readonly string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
/** The same, where `none` is none at all. */
export const words = (text: string): readonly string[] => (text.trim() === 'none' ? [] : names(text))
/** Numbers between commas, or `none`. */
export const numbers = (text: string): readonly number[] => words(text).map(numeric)
/** An option with some choices. */
export const oneOf = (flags: string, what: string, choices: readonly string[]): Option =>
  new Option(flags, what).choices([...choices])
/** A whole number of at least 1. */
export const counted = (text: string): number => {
  const value = numeric(text)
  if (!(Number.isSafeInteger(value) && value >= 1))
    throw new InvalidArgumentError('It must be a whole number of at least 1.')
  return value
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }

/** `1000` records, or a time: `10s`, `500ms`, `5min`, `1h`. */
export const everyOf = (text: string): Every => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|min|h)?$/.exec(text.trim()) ?? []
  const value = Number(amount)
  if (!(value > 0) || (unit === undefined && !Number.isSafeInteger(value)))
    throw new InvalidArgumentError('It must be a number of records (1000) or a time (10s, 5min).')
  return unit === undefined ? { every: value } : { interval: value * units[unit]! }
}

/** A time in milliseconds: `500ms`, `10s`, `5min`, `1h`. */
export const durationOf = (text: string): number => {
  const every = everyOf(text)
  if ('every' in every) throw new InvalidArgumentError('It must be a time (500ms, 10s, 5min, 1h).')
  return every.interval
}
