/** Counts that a person gives: units, heads, groups, bins. */

/** `n`, a positive whole number. Throws `RangeError` for others: `dense: units must be a positive integer, got 0`. */
export const positive = (owner: string, what: string, n: number): number => {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`${owner}: ${what} must be a positive integer, got ${n}`)
  return n
}
