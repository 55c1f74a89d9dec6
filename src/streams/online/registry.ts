/** Every transform and learner by name. Total: the laws and the command line quantify over them. */
import type { DescentOptions } from './descent.js'
import { factorizationMachine } from './factorizationMachine.js'
import { featureHasher } from './featureHasher.js'
import type { Hashed } from './learnerOf.js'
import { linearRegression } from './linearRegression.js'
import { logisticRegression } from './logisticRegression.js'
import { minMaxScaler } from './minMaxScaler.js'
import { oneHotEncoder } from './oneHotEncoder.js'
import type { Online, OnlineTransform } from './online.js'
import { drop, select } from './select.js'
import { softmaxRegression } from './softmaxRegression.js'
import { standardScaler } from './standardScaler.js'
import { toVector } from './toVector.js'

export type OnlineTransformName =
  | 'standardScaler'
  | 'minMaxScaler'
  | 'oneHotEncoder'
  | 'featureHasher'
  | 'select'
  | 'drop'
  | 'toVector'
export interface OnlineTransformEntry {
  /** Some of its forms, for rows with the features `a` to `d`. */
  readonly examples: readonly OnlineTransform<any, any, any>[]
  /** What it takes: any row, or numbers alone. */
  readonly takes: 'rows' | 'numbers'
}

/** Transforms by name. */
export const onlineTransforms: { readonly [N in OnlineTransformName]: OnlineTransformEntry } = {
  standardScaler: { examples: [standardScaler(), standardScaler({ halfLife: 3 })], takes: 'rows' },
  minMaxScaler: { examples: [minMaxScaler()], takes: 'rows' },
  oneHotEncoder: { examples: [oneHotEncoder(), oneHotEncoder({ limit: 2 })], takes: 'rows' },
  featureHasher: { examples: [featureHasher(), featureHasher({ buckets: 3 })], takes: 'rows' },
  select: { examples: [select('a', 'b')], takes: 'rows' },
  drop: { examples: [drop('a', 'b')], takes: 'rows' },
  toVector: { examples: [toVector('a', 'b', 'c')], takes: 'numbers' },
}

export type OnlineLearnerName =
  | 'linearRegression'
  | 'logisticRegression'
  | 'softmaxRegression'
  | 'factorizationMachine'
  | 'factorizationClassifier'
export interface OnlineLearnerEntry {
  /** What its labels are: numbers, 0 and 1, or any names. */
  readonly learns: 'number' | 'twoClasses' | 'classes'
  /** Of named features, or of hashed ones in so many buckets. */
  readonly make: (options?: DescentOptions & Partial<Hashed>) => Online<any, any, any, any>
}

/** Learners by name. `factorizationClassifier` is the factorization machine of two classes. */
export const onlineLearners: { readonly [N in OnlineLearnerName]: OnlineLearnerEntry } = {
  linearRegression: { learns: 'number', make: linearRegression },
  logisticRegression: { learns: 'twoClasses', make: (options) => logisticRegression(options) },
  softmaxRegression: { learns: 'classes', make: softmaxRegression },
  factorizationMachine: { learns: 'number', make: (options) => factorizationMachine(options) },
  factorizationClassifier: {
    learns: 'twoClasses',
    make: (options) => factorizationMachine({ ...options, classes: [0, 1] }),
  },
}
