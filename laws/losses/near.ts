/** Rows of numbers that agree. */
import { near } from '../numeric.js'

/** Rows of one length whose numbers are near each other. */
export const nearRows = (a: readonly number[], b: readonly number[], tolerance = 1e-12): boolean =>
  a.length === b.length && a.every((x, i) => near(x, b[i]!, tolerance))
