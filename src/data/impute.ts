/** What stands in for blanks, fitted on the values that are there. */
import * as t from 'io-ts'

export const NumericImputation = t.keyof({ mean: null, median: null, 'most-frequent': null, error: null })
/** What a blank in a numeric column becomes; `error` allows none. */
export type NumericImputation = t.TypeOf<typeof NumericImputation>

export const CategoricalImputation = t.keyof({ 'most-frequent': null, error: null })
/** What a blank in a categorical column becomes; `error` allows none. */
export type CategoricalImputation = t.TypeOf<typeof CategoricalImputation>

/** The middle of sorted numbers: of an even count, the mean of the middle two. NaN of none. */
const median = (values: ArrayLike<number>): number => {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

const mean = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i]! - sum) / (i + 1)
  return sum
}

/** The value that occurs most often; of several the least, as in scikit-learn's SimpleImputer. `undefined` of none. */
export const mostFrequent = <A extends number | string>(values: Iterable<A>): A | undefined => {
  const counts = new Map<A, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: A | undefined
  let most = 0
  for (const [value, count] of counts)
    if (count > most || (count === most && value < best!)) [best, most] = [value, count]
  return best
}

/** The number that stands in for a blank, fitted on at least one number; `null` for the policy `error`. */
export const fitNumericImputation =
  (policy: NumericImputation) =>
  (values: ArrayLike<number>): number | null => {
    switch (policy) {
      case 'mean':
        return mean(values)
      case 'median':
        return median(values)
      case 'most-frequent':
        return mostFrequent(Array.from(values)) ?? Number.NaN
      case 'error':
        return null
    }
  }

/** The label that stands in for a blank, fitted on at least one label; `null` for the policy `error`. */
export const fitCategoricalImputation =
  (policy: CategoricalImputation) =>
  (labels: Iterable<string>): string | null =>
    policy === 'error' ? null : (mostFrequent(labels) ?? null)
