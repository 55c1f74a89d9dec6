/** Partitions of the rows of a table, by a key: for training, for choosing, and for judging. */
import { foldIn, type Key, type Numbers, permutation } from '../core/index.js'

/** Row indexes in ascending order; together each row exactly once. */
export interface Split {
  readonly train: Numbers
  readonly validation: Numbers
  readonly test: Numbers
}

export interface Fractions {
  /** Share of all rows for the test part, from 0 to below 1. */
  readonly test: number
  /** Share for validation of what the test part leaves, from 0 to below 1. */
  readonly validation: number
}

/** One label a row: rows of one label form a stratum. */
export type Labels = ArrayLike<string | number>

const ascending = (rows: readonly number[]): Numbers => Int32Array.from(rows).sort()

const checkFraction = (name: string, fraction: number): void => {
  if (!(fraction >= 0 && fraction < 1))
    throw new RangeError(`split: the ${name} fraction is from 0 to below 1, got ${fraction}`)
}

/** `fraction` of `count` rows, rounded; at least one row for a fraction above 0, and at least one row left over. */
const share = (fraction: number, count: number): number =>
  fraction === 0 ? 0 : Math.max(0, Math.min(Math.max(1, Math.round(fraction * count)), count - 1))

/**
 * `total` dealt out in proportion to `sizes`, in whole numbers within one of the exact shares, by largest remainder
 * (Hamilton's method); ties go to the first. Needs `total ≤ Σ sizes`.
 */
export const apportion = (total: number, sizes: readonly number[]): readonly number[] => {
  const sum = sizes.reduce((a, b) => a + b, 0)
  if (sum === 0) return sizes
  const parts = sizes.map((size) => Math.floor((total * size) / sum))
  const left = total - parts.reduce((a, b) => a + b, 0)
  const remainder = (i: number): number => (total * sizes[i]!) % sum
  const first = sizes.map((_, i) => i).sort((i, j) => remainder(j) - remainder(i) || i - j)
  for (const i of first.slice(0, left)) parts[i]!++
  return parts
}

/** The rows of each stratum, in random order; strata in the order in which they first occur. */
const shuffledStrata = (rows: number, key: Key, labels?: Labels): readonly (readonly number[])[] => {
  if (labels !== undefined && labels.length !== rows)
    throw new RangeError(`split: expected ${rows} labels, one a row, got ${labels.length}`)
  const strata = new Map<string | number | undefined, number[]>()
  for (let row = 0; row < rows; row++) {
    const stratum = strata.get(labels?.[row])
    if (stratum === undefined) strata.set(labels?.[row], [row])
    else stratum.push(row)
  }
  return [...strata.values()].map((stratum, i) =>
    Array.from(permutation(foldIn(key, i), stratum.length), (j) => stratum[j]!),
  )
}

/**
 * Random test, validation and training parts of the rows `0 … rows - 1`. The test part is `test` of all rows, the
 * validation part `validation` of the rest. A fraction above 0 gives at least one row, as long as one is left for
 * training. With `stratify`, each part has the shares of the labels to within one row.
 * Throws `RangeError` for fractions outside [0, 1) and for labels that do not match the rows.
 */
export const splitRows =
  ({ test, validation, stratify }: Fractions & { readonly stratify?: Labels | undefined }, key: Key) =>
  (rows: number): Split => {
    checkFraction('test', test)
    checkFraction('validation', validation)
    const strata = shuffledStrata(rows, key, stratify)
    const tests = apportion(
      share(test, rows),
      strata.map((s) => s.length),
    )
    const rest = strata.map((s, i) => s.length - tests[i]!)
    const validations = apportion(
      share(
        validation,
        rest.reduce((a, b) => a + b, 0),
      ),
      rest,
    )
    return {
      test: ascending(strata.flatMap((s, i) => s.slice(0, tests[i]!))),
      validation: ascending(strata.flatMap((s, i) => s.slice(tests[i]!, tests[i]! + validations[i]!))),
      train: ascending(strata.flatMap((s, i) => s.slice(tests[i]! + validations[i]!))),
    }
  }

/**
 * The rows in their order: training first, then validation, then test. For rows in order of time, so that nothing is
 * judged on what came before. Fractions as in `splitRows`.
 */
export const timeOrdered =
  ({ test, validation }: Fractions) =>
  (rows: number): Split => {
    checkFraction('test', test)
    checkFraction('validation', validation)
    const tested = rows - share(test, rows)
    const trained = tested - share(validation, tested)
    const range = (from: number, to: number): Numbers => Int32Array.from({ length: to - from }, (_, i) => from + i)
    return { train: range(0, trained), validation: range(trained, tested), test: range(tested, rows) }
  }

/**
 * `k` random folds: in each, another k-th of the rows is for validation and the rest for training, so that every row is
 * validated once. Fold sizes differ by at most one row; with `labels`, so do the counts of each label.
 * Throws `RangeError` unless `k` is a whole number from 2 to the number of rows.
 */
export const kFold =
  (k: number, key: Key, labels?: Labels) =>
  (rows: number): readonly { readonly train: Numbers; readonly validation: Numbers }[] => {
    if (!Number.isInteger(k) || k < 2 || k > rows)
      throw new RangeError(`kFold: k is a whole number from 2 to the number of rows, ${rows}; got ${k}`)
    const order = shuffledStrata(rows, key, labels).flat()
    return Array.from({ length: k }, (_, fold) => ({
      train: ascending(order.filter((_, i) => i % k !== fold)),
      validation: ascending(order.filter((_, i) => i % k === fold)),
    }))
  }
