/** Where the rows of parameters are: by the names of features, or by the buckets of hashed ones. */
import { bucketLearner } from './bucketLearner.js'
import type { Descent } from './descent.js'
import { namedLearner } from './namedLearner.js'
import type { Online } from './online.js'

/** Features are hashed: a learner behind `featureHasher` of as many buckets. */
export interface Hashed {
  /** A whole number from 1 to 2³¹ - 1. */
  readonly buckets: number
}

/** The learner of named features, or of so many buckets. */
export const learnerOf = <Y, P>(core: Descent<Y, P>, buckets: number | undefined): Online<any, any, Y, P> =>
  buckets === undefined ? namedLearner(core) : bucketLearner(core, buckets)
