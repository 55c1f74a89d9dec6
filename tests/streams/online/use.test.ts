/** The example of the folder's README, and what a programmer is told who uses it wrongly. */
import { expect, test } from 'vitest'
import { literal } from '../../../src/core/index.js'
import { mul } from '../../../src/ops/index.js'
import { ftrl } from '../../../src/optim/index.js'
import {
  factorizationMachine,
  featureHasher,
  lagged,
  linearRegression,
  logisticRegression,
  oneHotEncoder,
  pipeline,
  predictThenLearn,
  softmaxRegression,
  standardScaler,
} from '../../../src/streams/index.js'

test('the README’s pipeline learns from prices and days', () => {
  const learner = pipeline(standardScaler(), oneHotEncoder(), logisticRegression({ optimizer: ftrl({ rate: 0.1 }) }))
  const state = learner.learnOne(learner.init, { price: 0.4, day: 'Monday' }, 1)
  const said = learner.predictOne(state, { price: 0.7, day: 'Sunday' })
  expect(said[1]).toBeGreaterThan(0.5) // the intercept alone: Sunday and a deviation from one price say nothing yet
  expect(said[0] + said[1]).toBeCloseTo(1, 12)
  const [later, predictions] = predictThenLearn(learner)(state, [{ x: { price: 0.2, day: 'Monday' }, y: 0 }])
  expect(predictions[0]![1]).toBeGreaterThan(said[1]) // Monday has a weight
  expect(later[2].names).toEqual(['day=Monday', 'price'])
})

test('a new class begins at a score of 0, and learnt classes keep their weights', () => {
  const online = softmaxRegression()
  expect(online.predictOne(online.init, { a: 1 })).toEqual({})
  const one = online.learnOne(online.init, { a: 1 }, 'x')
  expect(online.predictOne(one, { a: 1 })).toEqual({ x: 1 })
  const two = online.learnOne(one, { a: 1 }, 'y')
  expect(two.classes).toEqual(['x', 'y'])
  // by hand: at scores of 0 both have ½, so a step of 0.01 times ±½ for weight and intercept
  expect(online.predictOne(two, { a: 1 }).y).toBeCloseTo(1 / (1 + Math.exp(-0.02)), 12)
})

test('what is out of range is said in one line', () => {
  expect(() => standardScaler({ halfLife: 0 })).toThrow(RangeError('standardScaler: halfLife must be above 0, got 0'))
  expect(() => oneHotEncoder({ limit: 0 })).toThrow(
    /^oneHotEncoder: limit must be a whole number of at least 1, got 0$/,
  )
  expect(() => featureHasher({ buckets: 0.5 })).toThrow(/^featureHasher: buckets must be .* got 0\.5$/)
  expect(() => logisticRegression({ buckets: 0 })).toThrow(/^logisticRegression: buckets must be .* got 0$/)
  expect(() => logisticRegression({ classes: ['a', 'a'] })).toThrow(/^logisticRegression: classes are two of different/)
  expect(() => softmaxRegression({ classes: [1, '1'] })).toThrow(/^softmaxRegression: classes have different names/)
  expect(() => linearRegression({ l2: -1 })).toThrow(
    /^linearRegression: l2 must be a finite number of at least 0, got -1$/,
  )
  expect(() => linearRegression({ l1: Number.NaN })).toThrow(/^linearRegression: l1 must be .* got NaN$/)
  expect(() => factorizationMachine({ factors: 0 })).toThrow(/^factorizationMachine: factors must be a whole number/)
  expect(() => factorizationMachine({ deviation: 0 })).toThrow(/^factorizationMachine: deviation must be .* got 0$/)
  expect(() => lagged({ label: 'y', lags: { y: [0] } })).toThrow(/^lagged: the lags of 'y' are whole numbers .* got 0$/)
})

test('labels and features that mean nothing are refused', () => {
  const two = logisticRegression({ classes: ['no', 'yes'] })
  expect(() => two.learnOne(two.init, { a: 1 }, 'maybe' as 'no')).toThrow(
    RangeError("logisticRegression: a label is 'no' or 'yes', got 'maybe'"),
  )
  const one = linearRegression()
  expect(() => one.learnOne(one.init, { a: 1 }, Number.NaN)).toThrow(
    /^linearRegression: a label is a finite number, got NaN$/,
  )
  expect(() => one.predictOne(one.init, { city: 'Rome' } as never)).toThrow(
    TypeError("linearRegression: feature 'city' is no number but a string; encode it first"),
  )
  const expression = mul(literal([0, 3], [], 'f64'), 2) as never
  expect(() => standardScaler().learnOne({ names: [], moments: expression }, { a: 1 })).toThrow(
    /holds numbers, not expressions$/,
  )
})
