/** Metrics are those of scikit-learn 1.9.1 (tests/references/metrics.py), at once and in batches; edges by hand. */
import { readFileSync } from 'node:fs'
import { concatAll } from 'fp-ts/lib/Monoid.js'
import { describe, expect, test } from 'vitest'
import {
  averagePrecision,
  binnedAveragePrecision,
  binnedRocAuc,
  brier,
  calibrationError,
  cohenKappa,
  confusionMatrix,
  logLoss,
  type MetricEntry,
  matthews,
  measured,
  metrics,
  topKAccuracy,
} from '../../src/models/index.js'

const known: Readonly<Record<string, readonly number[]>> & {
  readonly classes: number
  readonly values: Readonly<Record<string, number>>
} = JSON.parse(readFileSync(new URL('../references/metrics.json', import.meta.url), 'utf8'))

const examples: { readonly [P in MetricEntry['prediction']]: readonly [readonly number[], readonly number[]] } = {
  class: [known.truth!, known.prediction!],
  probabilities: [known.truth!, known.probabilities!],
  score: [known.label!, known.score!],
  number: [known.number!, known.guess!],
}
const close = (got: number, expected: number): void => {
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(expected)))
}

describe.each(Object.entries(metrics))('%s', (name, { make, prediction }) => {
  const metric = make(known.classes)
  const [truth, predicted] = examples[prediction]
  const expected = known.values[name.replace('binnedR', 'r').replace('binnedA', 'a')]!
  // scores have two digits, so a thousand bins lose nothing
  test('at once', () => close(measured(metric)(truth, predicted), expected))
  test('in batches of seven', () => {
    const width = predicted.length / truth.length
    const parts = Array.from({ length: Math.ceil(truth.length / 7) }, (_, b) =>
      metric.of(truth.slice(7 * b, 7 * b + 7), predicted.slice(7 * width * b, 7 * width * (b + 1))),
    )
    close(metric.value(concatAll(metric)(parts)), expected)
  })
  test('as many predictions as truths demand', () => {
    expect(() => metric.of([0, 1], [0])).toThrow(RangeError)
  })
})

describe('edges', () => {
  test('of equal scores the earlier class is larger', () => {
    const first = topKAccuracy({ k: 1, classes: 3 })
    const ofTruth = (truth: number): number => measured(first)([truth], [0.4, 0.4, 0.2])
    expect([0, 1, 2].map(ofTruth)).toEqual([1, 0, 0])
    expect(() => topKAccuracy({ k: 4, classes: 3 })).toThrow(
      new RangeError('topKAccuracy: k must be a whole number from 1 to 3, got 4'),
    )
  })
  test('probabilities of 0 and 1', () => {
    expect(measured(logLoss(2))([0, 1], [1, 0, 0, 1])).toBe(0)
    close(measured(logLoss(2))([0], [0, 1]), 52 * Math.LN2)
    expect(measured(brier(2))([0], [0, 1])).toBe(2)
    expect(measured(calibrationError({ classes: 2 }))([0, 0], [0, 1, 1, 0])).toBe(0.5)
  })
  test('bins of confidence are closed above', () => {
    // 0.5 and right, 0.9 and wrong: (0.5 + 0.9)/2 apart, |1 - 1.4|/2 in one bin
    close(measured(calibrationError({ classes: 2, bins: 2 }))([0, 1], [0.5, 0.5, 0.9, 0.1]), 0.7)
  })
  test('where truth or prediction do not vary', () => {
    const one = confusionMatrix(2)([1, 1], [1, 1])
    expect(matthews(one)).toBe(0)
    expect(cohenKappa(one)).toBeNaN()
    expect(averagePrecision([0.5], [0])).toBeNaN()
    expect(averagePrecision([0.5, Number.NaN], [0, 1])).toBeNaN()
  })
  test('bins tell how far they may be from the truth', () => {
    const [labels, scores] = [
      [0, 1, 1, 0],
      [0.1, 0.2, 0.3, 0.9],
    ]
    const coarse = binnedRocAuc({ bins: 2 })
    const state = coarse.of(labels!, scores!)
    // two positives tie with one negative, the other negative is above: 2·½ of 4 pairs; exact 2 of 4; bound ½·(2·1)/4
    expect([coarse.value(state), coarse.error(state)]).toEqual([0.25, 0.25])
    const precise = binnedAveragePrecision({ bins: 2 })
    // a negative, then two positives with a negative: precision 2/4 of both; at least 1/3, at most 2/3; exact (1/2 + 2/3)/2
    const counted = precise.of(labels!, scores!)
    expect(precise.value(counted)).toBe(0.5)
    close(precise.error(counted), 1 / 6)
    close(averagePrecision(scores!, labels!), 7 / 12)
    expect(() => binnedRocAuc({ bins: 0 })).toThrow(
      new RangeError('binnedRocAuc: bins must be a positive integer, got 0'),
    )
  })
})
