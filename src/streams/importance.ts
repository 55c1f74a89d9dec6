/** How much a model needs each feature. */
import { foldIn, type Key, permutation } from '../core/key.js'
import { type Rows, withColumns } from './columns.js'
import type { Dataset, Example } from './dataset.js'

export interface Importance {
  /** Mean of `each`: above 0 where the model needs the feature, about 0 where it does not. */
  readonly mean: number
  /** Standard deviation of `each`, divided by `n - 1`; NaN for one repeat. */
  readonly deviation: number
  /** What the measure lost in each repeat. */
  readonly each: readonly number[]
}

export interface PermutationOptions {
  /** Decides the orders. */
  readonly key: Key
  /** Default 5. */
  readonly repeats?: number
}

const summarised = (each: readonly number[]): Importance => {
  const mean = each.reduce((a, b) => a + b, 0) / each.length
  return { mean, deviation: Math.sqrt(each.reduce((s, v) => s + (v - mean) ** 2, 0) / (each.length - 1)), each }
}

/**
 * For each feature, a group of columns that move together: what a measure (higher is better) loses when the feature's
 * numbers are dealt out to the rows anew. Give data the model was not trained on. Features that say the same hide each
 * other: without one the model still has the other.
 * Throws `RangeError` for a column that is not there or repeats that are not a positive integer, `ShapeError` for examples
 * that are not rows. Source: Breiman 2001; Fisher, Rudin and Dominici 2019.
 *
 * @example permutationImportance({ key: key(0) })((d) => scored(snapshot, d).metrics.auc!)(test, [[0], [1, 2, 3]])
 */
export const permutationImportance =
  ({ key, repeats = 5 }: PermutationOptions) =>
  <X extends Rows, Y>(measure: (data: Dataset<Example<X, Y>>) => number) =>
  (data: Dataset<Example<X, Y>>, features: readonly (readonly number[])[]): readonly Importance[] => {
    if (!Number.isInteger(repeats) || repeats < 1)
      throw new RangeError(`permutationImportance: repeats must be a positive integer, got ${repeats}`)
    const inputs: Dataset<Rows> = { size: data.size, batch: (rows) => data.batch(rows).x }
    const whole = measure(data)
    const lost = (columns: readonly number[], own: Key): number => {
      const order = permutation(own, data.size)
      const dealt = withColumns('permutationImportance', inputs, columns, (rows) =>
        inputs.batch(Int32Array.from(rows, (row) => order[row]!)),
      )
      return (
        whole - measure({ size: data.size, batch: (rows) => ({ x: dealt.batch(rows) as X, y: data.batch(rows).y }) })
      )
    }
    return features.map((columns, f) =>
      summarised(Array.from({ length: repeats }, (_, r) => lost(columns, foldIn(foldIn(key, f), r)))),
    )
  }
