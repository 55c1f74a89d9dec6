/** What learners are shown: numbers of features. */

/**
 * Numbers by the name of their feature. One that is absent counts as 0, which after scaling is its mean; a number that
 * is not finite counts as absent.
 */
export type Features = Readonly<Record<string, number>>

/** Few numbers among `buckets` places, all others 0. `indices` are different whole numbers from 0 to below `buckets`. */
export interface SparseFeatures {
  readonly buckets: number
  readonly indices: ArrayLike<number>
  readonly values: ArrayLike<number>
}
