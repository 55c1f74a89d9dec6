/** Features without a vocabulary: each goes to a place that a hash of its name gives. */
import type { Row } from '../sources/codecs.js'
import type { SparseFeatures } from './features.js'
import { murmurHash3 } from './murmurHash3.js'
import type { OnlineTransform } from './online.js'

export interface FeatureHasherOptions {
  /** Places, a whole number from 1 to 2³¹ - 1. Default 2¹⁸. */
  readonly buckets?: number
}

/**
 * The number of a feature `f` is added at bucket `|h(f)| mod buckets` with the sign of `h(f)`, of a word `w` it is 1 at that of `f=w`, of
 * truth 1 or 0; blanks and numbers that are not finite vanish. The sign makes what falls together cancel in the mean, so
 * that inner products stay what they were. `h` is MurmurHash3 with seed 0; scikit-learn's `FeatureHasher` gives the same. It
 * learns nothing, and its memory is that of no vocabulary. Throws `RangeError` for a number of buckets out of range.
 * Source: Weinberger et al., "Feature hashing for large scale multitask learning" (2009).
 */
export const featureHasher = ({
  buckets = 2 ** 18,
}: FeatureHasherOptions = {}): OnlineTransform<null, Row, SparseFeatures> => {
  if (!(Number.isSafeInteger(buckets) && buckets >= 1 && buckets <= 2 ** 31 - 1))
    throw new RangeError(`featureHasher: buckets must be a whole number from 1 to 2^31 - 1, got ${buckets}`)
  return {
    init: null,
    learnOne: () => null,
    transformOne: (_, x) => {
      const sums = new Map<number, number>()
      for (const name of Object.keys(x).sort()) {
        const cell = x[name]!
        const value = typeof cell === 'string' ? 1 : Number(cell)
        if (cell === null || value === 0 || !Number.isFinite(value)) continue
        const hash = murmurHash3(typeof cell === 'string' ? `${name}=${cell}` : name)
        const at = Math.abs(hash) % buckets
        sums.set(at, (sums.get(at) ?? 0) + (hash < 0 ? -value : value))
      }
      const indices = Int32Array.from(sums.keys()).sort()
      return { buckets, indices, values: Float64Array.from(indices, (at) => sums.get(at)!) }
    },
  }
}
