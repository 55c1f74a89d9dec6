/** The live learner: however records are cut, stopped and resumed, the same; what it scores is what it had said before. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { decodeBundle, encodeBundle } from '../../../src/io/index.js'
import { type LiveExample, type LiveSettings, type LiveState, live, liveProblems } from '../../../src/streams/index.js'

const settings: LiveSettings = {
  target: 'up',
  drop: ['id'],
  model: 'logistic',
  classes: ['no', 'yes'],
  optimizer: 'gradientDescent',
  rate: 0.1,
  lags: {},
  metrics: ['accuracy', 'logLoss'],
  window: 50,
  drift: null,
  onDrift: 'count',
  seed: 0,
}
/** Prices whose rise a weekday decides; from half of them on the other way round. */
const examples = (count: number): readonly LiveExample[] =>
  Array.from({ length: count }, (_, i) => {
    const price = ((i * 37) % 101) / 100
    const day = ['mon', 'tue', 'wed'][i % 3]!
    const rises = price + (day === 'mon' ? 0.4 : 0) > 0.6 !== i > count / 2
    return { x: { price, day, ...(i % 11 === 0 ? { gap: 1 } : {}) }, y: rises ? 'yes' : 'no' }
  })
const bytes = (state: LiveState): Uint8Array => encodeBundle('live', 1, state)
const variants: readonly (readonly [string, Partial<LiveSettings>])[] = [
  ['without a detector', {}],
  ['with reset', { drift: 'ddm', onDrift: 'reset' }],
  ['with a raised rate', { drift: 'eddm', onDrift: 'raise' }],
  ['with a background model', { drift: 'adwin', onDrift: 'swap' }],
  ['with lags', { lags: { up: [1, 2], price: [3] }, drift: 'kswin', onDrift: 'reset' }],
  ['of any classes', { model: 'softmax', classes: [], metrics: ['accuracy'] }],
  ['of pairs', { model: 'fm', optimizer: 'ftrl' }],
]

describe.each(variants)('a live learner %s', (_, more) => {
  const learner = live({ ...settings, ...more })
  const all = examples(300)
  const whole = learner.learn(learner.init, all)

  test('learns the same, bit for bit, however the records are cut', () => {
    for (const size of [1, 7, 64]) {
      let state = learner.init
      for (let i = 0; i < all.length; i += size) state = learner.learn(state, all.slice(i, i + size))
      expect(Buffer.compare(bytes(state), bytes(whole))).toBe(0)
    }
  })
  test('is never different for having been saved and read back', () => {
    const half = learner.learn(learner.init, all.slice(0, 131))
    const read = decodeBundle('live', 1)('x')(bytes(half))
    if (E.isLeft(read)) throw new Error(read.left.what)
    const again = live({ ...settings, ...more }).learn(read.right as LiveState, all.slice(131))
    expect(Buffer.compare(bytes(again), bytes(whole))).toBe(0)
  })
  test('scores what it said before it learnt the label', () => {
    const right: number[] = []
    let state = learner.init
    for (const example of all) {
      const said = Object.entries(learner.predict(state, example.x)).toSorted((a, b) => b[1] - a[1])
      right.push(said[0]?.[0] === example.y ? 1 : 0)
      state = learner.learn(state, [example])
    }
    const share = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length
    expect(learner.measure(state).total.accuracy).toBeCloseTo(share(right), 12)
    expect(learner.measure(state).rolling.accuracy).toBeCloseTo(share(right.slice(-50)), 12)
  })
})

describe('a live learner', () => {
  const learner = live(settings)
  test('counts what has no label, and what is no record, and learns nothing of them', () => {
    const [a, b] = examples(2)
    const state = learner.learn(learner.init, [a!, null, { x: b!.x, y: null }, null])
    expect(state).toMatchObject({ records: 2, labelled: 1, deadLetters: 2 })
    expect(state.learning).toEqual(learner.learn(learner.init, [a!]).learning)
  })
  test('learns a label that comes late, and scores what was said', () => {
    const [a, b] = examples(2)
    const state = learner.learn(learner.init, [a!])
    const late = learner.learnLate(state, b!.x, 'yes', { no: 0.9, yes: 0.1 })
    expect(late.learning).toEqual(learner.learn(state, [{ ...b!, y: 'yes' }]).learning)
    expect(late.records).toBe(2)
    expect(learner.measure(late).total.logLoss).toBeCloseTo((-Math.log(0.5) - Math.log(0.1)) / 2, 6)
  })
  test('notices drift and is better for answering it', () => {
    const all = examples(2000)
    const state = (more: Partial<LiveSettings>) => {
      const own = live({ ...settings, rate: 0.02, window: 500, ...more })
      const last = own.learn(own.init, all)
      return { drifts: last.learning.drifts, accuracy: own.measure(last).rolling.accuracy! }
    }
    const ignored = state({ drift: 'ddm', onDrift: 'count' })
    const answered = state({ drift: 'ddm', onDrift: 'raise' })
    expect(ignored.drifts).toBeGreaterThan(0)
    expect(state({}).accuracy).toBe(ignored.accuracy)
    expect(answered.accuracy).toBeGreaterThan(ignored.accuracy + 0.01)
  })
  test('knows the features it has seen', () => {
    const own = live({ ...settings, lags: { up: [1] } })
    const state = own.learn(own.init, examples(12))
    expect(own.seen(state)).toEqual({ numbers: ['gap', 'price'], words: ['day'], classes: ['no', 'yes'] })
  })
  test('reads rows, and says in one line what is no example', () => {
    const read = (row: Parameters<typeof learner.example>[0]) => learner.example(row)
    expect(read({ id: 7, price: 1, up: 'yes' })).toEqual(E.right({ x: { price: 1 }, y: 'yes' }))
    expect(read({ price: 1, up: null })).toEqual(E.right({ x: { price: 1 }, y: null }))
    expect(read({ price: 1, Up: 'yes' })).toEqual(E.left('there is no field "up"; did you mean "Up"?'))
    expect(read({ price: 1, up: 'maybe' })).toEqual(E.left('up is one of "no", "yes", got "maybe"'))
    const numbers = live({ ...settings, model: 'linear', classes: [], metrics: ['mae'] })
    expect(numbers.example({ up: 'high' })).toEqual(E.left('up is a number, got "high"'))
    expect(numbers.example({ up: 3 })).toEqual(E.right({ x: {}, y: 3 }))
  })
})

describe('settings', () => {
  test.each([
    [{ target: '' }, '--target is missing; name the field to predict (--target NAME)'],
    [{ drop: ['up'] }, '--drop up is the target; leave it out of --drop'],
    [{ rate: 0 }, '--rate must be a number above 0, got 0'],
    [{ window: 1.5 }, '--window must be a whole number of at least 1, got 1.5'],
    [{ classes: ['a'] }, '--model logistic learns two classes; name them (--classes NO,YES), or use --model softmax'],
    [{ classes: ['a', 'a'] }, '--classes names one class twice; name each once'],
    [{ lags: { up: [0] } }, '--lags up: a lag is a whole number of at least 1, got 0'],
    [{ metrics: ['mae'] }, '--metrics mae does not suit --model logistic'],
    [{ metrics: ['rocAuc'] }, '--metrics rocAuc keeps every record; use one that counts by bins'],
    [{ model: 'softmax', classes: [] }, '--metrics logLoss needs all classes beforehand; name them (--classes A,B,…)'],
    [
      { model: 'linear', classes: [], metrics: ['mae'], drift: 'ddm' },
      '--drift ddm watches wrong classes, and --model linear predicts numbers; use pageHinkley or kswin',
    ],
    [
      { drift: 'kswin', onDrift: 'swap' },
      '--on-drift swap needs warnings, and --drift kswin gives none; use ddm, eddm or adwin',
    ],
  ] as readonly (readonly [Partial<LiveSettings>, string])[])('%j are refused', (more, line) => {
    expect(liveProblems({ ...settings, ...more })).toEqual([line])
    expect(() => live({ ...settings, ...more })).toThrow(RangeError)
  })
  test('that suit have no problem', () => {
    expect(variants.flatMap(([, more]) => liveProblems({ ...settings, ...more }))).toEqual([])
  })
})
