/** The type checker knows what a pipeline of online learning takes, predicts and remembers. */
import { expectTypeOf, test } from 'vitest'
import { key } from '../../src/core/index.js'
import { binaryCrossEntropy } from '../../src/models/index.js'
import { dense } from '../../src/models/layers/dense.js'
import { input } from '../../src/models/layers/input.js'
import { adam } from '../../src/optim/index.js'
import {
  type BucketState,
  type Classes,
  type Features,
  factorizationMachine,
  featureHasher,
  lagged,
  linearRegression,
  logisticRegression,
  modelLearner,
  type NamedState,
  type OneHotState,
  type Online,
  oneHotEncoder,
  pipeline,
  predictThenLearn,
  type Row,
  type SparseFeatures,
  type StandardScalerState,
  softmaxRegression,
  standardScaler,
  toVector,
} from '../../src/streams/index.js'

/** Compiled, never run. */
const refused = (_: () => unknown): void => undefined

test('a pipeline is one learner, with the states of its stages', () => {
  const whole = pipeline(standardScaler(), oneHotEncoder(), logisticRegression({ classes: ['no', 'yes'] }))
  expectTypeOf(whole).toEqualTypeOf<
    Online<
      readonly [StandardScalerState, OneHotState, NamedState],
      Row,
      'no' | 'yes',
      { readonly no: number; readonly yes: number }
    >
  >()
  const [, predictions] = predictThenLearn(whole)(whole.init, [{ x: { city: 'Rome', age: 3 }, y: 'yes' }])
  expectTypeOf(predictions[0]!.no).toEqualTypeOf<number>()
  // @ts-expect-error a label that is neither class
  refused(() => whole.learnOne(whole.init, { age: 3 }, 'maybe'))
  // @ts-expect-error a record whose cell is a list
  refused(() => whole.predictOne(whole.init, { age: [3] }))
})

test('stages fit, or are underlined', () => {
  // @ts-expect-error words must be encoded before a regression
  pipeline(standardScaler(), linearRegression())
  // @ts-expect-error hashed features need buckets
  pipeline(featureHasher(), linearRegression())
  // @ts-expect-error and named ones none
  pipeline(oneHotEncoder(), linearRegression({ buckets: 8 }))
  expectTypeOf(pipeline(featureHasher({ buckets: 8 }), softmaxRegression({ buckets: 8 }))).toEqualTypeOf<
    Online<readonly [null, BucketState], Row, string | number | boolean, Classes>
  >()
  expectTypeOf(pipeline(standardScaler<Features>(), linearRegression())).toEqualTypeOf<
    Online<readonly [StandardScalerState, NamedState], Features, number, number>
  >()
})

test('a factorization machine predicts numbers, or the classes it is given', () => {
  expectTypeOf(factorizationMachine()).toEqualTypeOf<Online<NamedState, Features, number, number>>()
  expectTypeOf(factorizationMachine({ classes: [0, 1], buckets: 4 })).toEqualTypeOf<
    Online<BucketState, SparseFeatures, 0 | 1, { readonly 0: number; readonly 1: number }>
  >()
})

test('a model learns tensors of its shapes', () => {
  const learner = modelLearner({
    model: dense(1)(input(2)),
    loss: binaryCrossEntropy('mean'),
    optimizer: adam<any>(),
    key: key(0),
  })
  expectTypeOf<Parameters<typeof learner.predictOne>[1]['shape'][0]>().toEqualTypeOf<2>()
  expectTypeOf<ReturnType<typeof learner.predictOne>['shape'][0]>().toEqualTypeOf<1>()
  const vector = toVector('a', 'b')
  expectTypeOf<ReturnType<typeof vector.transformOne>['shape'][0]>().toEqualTypeOf<2>()
})

test('lagged labels must be cells that the learner takes', () => {
  const lags = lagged({ label: 'y', lags: { y: [1] } })
  expectTypeOf(lags(linearRegression()).init.inner).toEqualTypeOf<NamedState>()
  const learner = lags(softmaxRegression())
  // @ts-expect-error a word as a label, which a learner of numbers alone would see a record later
  refused(() => learner.learnOne(learner.init, { a: 1 }, 'word'))
})
