/** Metrics against scikit-learn 1.9.1, and against their definitions. */
import * as fc from 'fast-check'
import { concatAll } from 'fp-ts/lib/Monoid.js'
import { describe, expect, test } from 'vitest'
import {
  accuracy,
  confusionMatrix,
  confusionMonoid,
  f1,
  macro,
  precision,
  recall,
  regressionMetrics,
  rocAuc,
} from '../../src/models/index.js'

const truth = [0, 1, 2, 2, 1, 0, 2, 1, 0, 2]
const prediction = [0, 2, 2, 1, 1, 0, 2, 1, 1, 0]

describe('classes', () => {
  const three = confusionMatrix(3)(truth, prediction)
  const four = confusionMatrix(4)(truth, prediction)
  const third = 1 / 3

  test('confusion_matrix and accuracy_score', () => {
    expect(three).toEqual([
      [2, 1, 0],
      [0, 2, 1],
      [1, 1, 2],
    ])
    expect(accuracy(three)).toBe(0.6)
  })
  test('precision, recall and F1 of each class; 0 for a class that is nowhere', () => {
    const each = (measure: typeof f1) => [0, 1, 2, 3].map((k) => measure(four, k))
    const close = (numbers: readonly number[], expected: readonly number[]) =>
      expected.forEach((x, i) => {
        expect(numbers[i]).toBeCloseTo(x, 14)
      })
    close(each(precision), [2 * third, 0.5, 2 * third, 0])
    close(each(recall), [2 * third, 2 * third, 0.5, 0])
    close(each(f1), [2 * third, 0.571428571428571, 0.571428571428571, 0])
  })
  test('macro averages, zero_division=0', () => {
    expect(macro(precision)(three)).toBeCloseTo(0.611111111111111, 14)
    expect(macro(recall)(three)).toBeCloseTo(0.611111111111111, 14)
    expect(macro(f1)(three)).toBeCloseTo(0.603174603174603, 14)
    expect(macro(precision)(four)).toBeCloseTo(0.458333333333333, 14)
    expect(macro(recall)(four)).toBeCloseTo(0.458333333333333, 14)
    expect(macro(f1)(four)).toBeCloseTo(0.452380952380952, 14)
  })
  test('no examples', () => {
    expect(accuracy(confusionMonoid(2).empty)).toBeNaN()
    expect(f1(confusionMonoid(2).empty, 1)).toBe(0)
  })
  test('matrices of parts add up to the matrix of the whole', () => {
    const examples = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { maxLength: 12 })
    const matrix = (pairs: readonly (readonly [number, number])[]) =>
      confusionMatrix(4)(
        pairs.map(([t]) => t),
        pairs.map(([, p]) => p),
      )
    fc.assert(
      fc.property(fc.array(examples, { maxLength: 4 }), (parts) => {
        expect(concatAll(confusionMonoid(4))(parts.map(matrix))).toEqual(matrix(parts.flat()))
      }),
    )
  })
  test('classes that are not there', () => {
    const wrong = (t: number[], p: number[]) => () => confusionMatrix(2)(t, p)
    expect(wrong([0, 2], [0, 1])).toThrow(new RangeError('confusionMatrix: class 2 or 1 is not in 0 to 1'))
    expect(wrong([0], [-1])).toThrow(new RangeError('confusionMatrix: class 0 or -1 is not in 0 to 1'))
    expect(wrong([0.5], [0])).toThrow(RangeError)
    expect(wrong([0, 1], [0])).toThrow(new RangeError('confusionMatrix: 2 truths but 1 predictions'))
  })
})

describe('rocAuc', () => {
  test('roc_auc_score', () => {
    expect(rocAuc([0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.7, 0.1], [0, 0, 1, 1, 1, 0, 1, 0])).toBe(0.8125)
    expect(rocAuc([5, 5, 5, 5], [1, 0, 0, 1])).toBe(0.5)
    expect(rocAuc([4, 3, 2, 1], [0, 0, 1, 1])).toBe(0)
  })
  test('is the share of pairs in the right order, ties counting half', () => {
    const score = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom(Number.POSITIVE_INFINITY, -1e300))
    fc.assert(
      fc.property(fc.array(fc.tuple(score, fc.constantFrom(0, 1)), { minLength: 1, maxLength: 20 }), (examples) => {
        const of = (label: number) => examples.filter(([, l]) => l === label).map(([s]) => s)
        const pairs = of(1).flatMap((p): number[] => of(0).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)))
        const expected = pairs.reduce((a, b) => a + b, 0) / pairs.length
        const got = rocAuc(
          examples.map(([s]) => s),
          examples.map(([, l]) => l),
        )
        return Number.isNaN(expected) ? Number.isNaN(got) : Math.abs(got - expected) <= 1e-12
      }),
    )
  })
  test('does not order what is not a number', () => {
    expect(rocAuc([0.1, Number.NaN, 0.7], [0, 1, 1])).toBeNaN()
    expect(rocAuc([], [])).toBeNaN()
    expect(() => rocAuc([0.1, 0.2], [1])).toThrow(new RangeError('rocAuc: 2 scores but 1 labels'))
  })
})

describe('regressionMetrics', () => {
  test('mean_squared_error, mean_absolute_error, r2_score', () => {
    const { mse, mae, r2 } = regressionMetrics([3, -0.5, 2, 7, 4.25], [2.5, 0, 2, 8, 3])
    expect(mse).toBeCloseTo(0.6125, 15)
    expect(mae).toBeCloseTo(0.65, 15)
    expect(r2).toBeCloseTo(0.9002442996742671, 14)
  })
  test('the mean explains nothing, the truth all, and nothing explains what does not vary', () => {
    expect(regressionMetrics([1, 2, 6], [3, 3, 3]).r2).toBe(0)
    expect(regressionMetrics([1, 2, 6], [1, 2, 6])).toEqual({ mse: 0, mae: 0, r2: 1 })
    // the mean of seven times 0.1 is not 0.1 in floating point
    const tenths = new Array<number>(7).fill(0.1)
    expect(regressionMetrics(tenths, new Array<number>(7).fill(0.2)).r2).toBeNaN()
    expect(() => regressionMetrics([1], [1, 2])).toThrow(
      new RangeError('regressionMetrics: 1 truths but 2 predictions'),
    )
  })
})
