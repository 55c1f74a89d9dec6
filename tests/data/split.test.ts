/** Splits: known sizes, and the fractions that cannot be. */
import { describe, expect, test } from 'vitest'
import { key } from '../../src/core/index.js'
import { apportion, kFold, splitRows, timeOrdered } from '../../src/data/index.js'

describe('splitRows', () => {
  test('takes the test part of all rows and the validation part of the rest', () => {
    const { train, validation, test } = splitRows({ test: 0.2, validation: 0.1 }, key(0))(10000)
    expect([test.length, validation.length, train.length]).toEqual([2000, 800, 7200])
  })
  test('depends on the key alone', () => {
    const by = (seed: number) => [...splitRows({ test: 0.5, validation: 0 }, key(seed))(100).test]
    expect(by(1)).toEqual(by(1))
    expect(by(1)).not.toEqual(by(2))
    expect(by(1)).not.toEqual(Array.from({ length: 50 }, (_, i) => i))
  })
  test('stratified: 7 of a and 3 of b at one half are 4 and 1, by largest remainder', () => {
    const stratify = 'aaaaaaabbb'.split('')
    const { test } = splitRows({ test: 0.5, validation: 0, stratify }, key(3))(10)
    expect([...test].filter((row) => row < 7)).toHaveLength(4)
    expect([...test].filter((row) => row >= 7)).toHaveLength(1)
  })
  test('gives each part a row where it can, training first', () => {
    const sizes = (rows: number) => {
      const { train, validation, test } = splitRows({ test: 0.2, validation: 0.1 }, key(0))(rows)
      return [train.length, validation.length, test.length]
    }
    expect([sizes(0), sizes(1), sizes(2), sizes(3)]).toEqual([
      [0, 0, 0],
      [1, 0, 0],
      [1, 0, 1],
      [1, 1, 1],
    ])
  })
  test.each([-0.1, 1, 1.5, Number.NaN])('refuses a fraction of %d', (fraction) => {
    expect(() => splitRows({ test: fraction, validation: 0 }, key(0))(10)).toThrow(
      new RangeError(`split: the test fraction is from 0 to below 1, got ${fraction}`),
    )
    expect(() => timeOrdered({ test: 0, validation: fraction })(10)).toThrow(
      new RangeError(`split: the validation fraction is from 0 to below 1, got ${fraction}`),
    )
  })
  test('refuses labels for other rows', () => {
    expect(() => splitRows({ test: 0.5, validation: 0, stratify: ['a'] }, key(0))(2)).toThrow(
      new RangeError('split: expected 2 labels, one a row, got 1'),
    )
  })
})

test('apportion deals out by largest remainder', () => {
  expect(apportion(5, [7, 3])).toEqual([4, 1])
  expect(apportion(10, [1, 1, 1])).toEqual([4, 3, 3])
  expect(apportion(0, [0, 0])).toEqual([0, 0])
})

test('timeOrdered keeps the order of time', () => {
  const { train, validation, test } = timeOrdered({ test: 0.2, validation: 0.25 })(10)
  expect([[...train], [...validation], [...test]]).toEqual([
    [0, 1, 2, 3, 4, 5],
    [6, 7],
    [8, 9],
  ])
})

describe('kFold', () => {
  test('deals 10 rows into folds of 4, 3 and 3', () => {
    expect(kFold(3, key(0))(10).map((fold) => [fold.train.length, fold.validation.length])).toEqual([
      [6, 4],
      [7, 3],
      [7, 3],
    ])
  })
  test.each([1, 2.5, 11])('refuses k = %d of 10 rows', (k) => {
    expect(() => kFold(k, key(0))(10)).toThrow(
      new RangeError(`kFold: k is a whole number from 2 to the number of rows, 10; got ${k}`),
    )
  })
})
