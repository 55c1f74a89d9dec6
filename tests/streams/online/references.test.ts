/** Online learning gives the numbers of scikit-learn and PyTorch: tests/references/online.py. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { read } from '../../../src/engine/index.js'
import { huber, type Loss } from '../../../src/models/index.js'
import { gradientDescent } from '../../../src/optim/index.js'
import {
  featureHasher,
  linearRegression,
  logisticRegression,
  murmurHash3,
  predictThenLearn,
  softmaxRegression,
  standardScaler,
} from '../../../src/streams/index.js'

const reference = JSON.parse(readFileSync(new URL('../../references/online.json', import.meta.url), 'utf8'))
const names = ['a', 'b', 'c', 'd']
const features: readonly Readonly<Record<string, number>>[] = reference.x.map((row: readonly number[]) =>
  Object.fromEntries(row.map((v, i) => [names[i]!, v])),
)
const recordsOf = <Y>(ys: readonly Y[]) => features.map((x, i) => ({ x, y: ys[i]! }))
const expectClose = (found: Iterable<number>, expected: readonly number[]): void => {
  const all = [...found]
  expect(all.length).toBe(expected.length)
  all.forEach((v, i) => {
    expect(Math.abs(v - expected[i]!), `${v} and ${expected[i]}`).toBeLessThanOrEqual(
      1e-9 * (1 + Math.abs(expected[i]!)),
    )
  })
}

describe('partial_fit of scikit-learn, one record at a time', () => {
  const cases = Object.entries<any>(reference.sgd)
  test('has cases', () => expect(cases.length).toBeGreaterThanOrEqual(6))
  test.each(cases)('%s', (_, { loss, eta0, alpha, fits: intercept, ...expected }) => {
    const rateOf = (rate: number) => gradientDescent({ rate })
    if (loss === 'log_loss') {
      const online = logisticRegression({ optimizer: rateOf(eta0), l2: alpha, intercept })
      const [{ params }, said] = predictThenLearn(online)(online.init, recordsOf<0 | 1>(reference.marks))
      expectClose(read(params.weights), expected.weights)
      if (intercept) expectClose(read(params.intercept), expected.intercept)
      expectClose(
        said.map((p) => p[1]),
        expected.scores.map((z: number) => 1 / (1 + Math.exp(-z))),
      )
      return
    }
    // its squared error is half of ours
    const twice = loss === 'squared_error' ? 2 : 1
    const online = linearRegression({
      optimizer: rateOf(eta0 / twice),
      l2: twice * alpha,
      intercept,
      ...(loss === 'huber' ? { loss: huber({ delta: 0.5 }) as Loss } : {}),
    })
    const [{ params }, said] = predictThenLearn(online)(online.init, recordsOf<number>(reference.numbers))
    expectClose(read(params.weights), expected.weights)
    expectClose(read(params.intercept), expected.intercept)
    expectClose(said, expected.scores)
  })
})

test('softmax regression of PyTorch', () => {
  const { rate, weights, probabilities } = reference.softmax
  const online = softmaxRegression({ classes: [0, 1, 2], optimizer: gradientDescent({ rate }) })
  const [{ params }, said] = predictThenLearn(online)(online.init, recordsOf<number>(reference.classes))
  expectClose(read(params.weights), weights)
  expectClose(
    said.flatMap((p) => [p[0]!, p[1]!, p[2]!]),
    probabilities.flat(),
  )
})

test.each<any>(reference.scaling)(
  'StandardScaler of scikit-learn, offset $offset',
  ({ offset, mean, variance, scaled }) => {
    const moved = features.map((x) => Object.fromEntries(Object.entries(x).map(([k, v]) => [k, v + offset])))
    const scaler = standardScaler<Readonly<Record<string, number>>>()
    const state = moved.reduce(scaler.learnOne, scaler.init)
    const moments = [...read(state.moments)]
    expectClose(
      names.map((_, i) => moments[3 * i + 1]!),
      mean,
    )
    expectClose(
      names.map((_, i) => moments[3 * i + 2]! / moments[3 * i]!),
      variance,
    )
    expectClose(
      moved.slice(0, 3).flatMap((x) => Object.values(scaler.transformOne(state, x))),
      scaled.flat(),
    )
  },
)

test.each<any>(reference.hashing.of)('FeatureHasher of scikit-learn, $buckets buckets', ({ buckets, rows }) => {
  const hasher = featureHasher({ buckets })
  reference.hashing.inputs.forEach((row: any, i: number) => {
    const { indices, values } = hasher.transformOne(null, row)
    const kept = Array.from(indices, (at, k) => [at, values[k]!]).filter(([, v]) => v !== 0)
    const expected = rows[i].indices.map((at: number, k: number) => [at, rows[i].values[k]])
    expect(kept).toEqual(expected.filter(([, v]: readonly number[]) => v !== 0))
  })
})

test('MurmurHash3 of scikit-learn, and its published answers', () => {
  for (const [text, seed, hash] of reference.murmurHash3) expect(murmurHash3(text, seed), text).toBe(hash)
  // SMHasher's and Wikipedia's: text, seed, hash
  const published = [
    ['', 1, 0x514e28b7],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ] as const
  for (const [text, seed, hash] of published) expect(murmurHash3(text, seed) >>> 0, text).toBe(hash)
})
