/** Scaling against scikit-learn 1.9. */
import { describe, expect, test } from 'vitest'
import { applyScaling, fitScaling, invertScaling, summary, summaryMonoid, varianceOf } from '../../src/data/index.js'

const values = [1, 2, 4, 7, 11]
const close = (got: readonly number[], expected: readonly number[]): void => {
  expect(got).toHaveLength(expected.length)
  got.forEach((x, i) => {
    expect(x).toBeCloseTo(expected[i]!, 12)
  })
}

describe('scaling', () => {
  test('standard is StandardScaler: mean 5, variance 13.2', () => {
    const s = summary(values)
    close([s.mean, varianceOf(s)], [5, 13.2])
    close(
      [...values, 20].map(applyScaling(fitScaling('standard')(s))),
      [
        -1.1009637651263606, -0.8257228238447705, -0.27524094128159016, 0.5504818825631803, 1.651445647689541,
        4.128614119223852,
      ],
    )
  })
  test('min-max is MinMaxScaler', () => {
    close([...values, 20].map(applyScaling(fitScaling('minMax')(summary(values)))), [0, 0.1, 0.3, 0.6, 1, 1.9])
  })
  test('none changes nothing', () => {
    expect(fitScaling('none')(summary(values))).toEqual({ kind: 'none', offset: 0, scale: 1 })
  })
  test('a constant column has scale 1, also where 0.1 + 0.1 + 0.1 rounds', () => {
    const constant = summary([0.1, 0.1, 0.1])
    expect(fitScaling('standard')(constant)).toEqual({ kind: 'standard', offset: 0.1, scale: 1 })
    expect(fitScaling('minMax')(constant)).toEqual({ kind: 'minMax', offset: 0.1, scale: 1 })
  })
  test('is stable far from zero', () => {
    expect(varianceOf(summary([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]))).toBe(22.5)
  })
  test('of two parts merges to that of the whole', () => {
    const whole = summaryMonoid.concat(summary([1, 2]), summary([4, 7, 11]))
    close([whole.count, whole.mean, varianceOf(whole), whole.min, whole.max], [5, 5, 13.2, 1, 11])
  })
  test('inverts', () => {
    const scaling = fitScaling('standard')(summary(values))
    close(values.map(applyScaling(scaling)).map(invertScaling(scaling)), values)
  })
})
