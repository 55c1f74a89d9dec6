/**
 * Detectors find drifts where implementations in Python, written from the papers by other means, find them
 * (tests/references/drift.py); how often they are wrong, and how late.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { key } from '../../src/core/index.js'
import {
  type AdwinState,
  adwin,
  adwinWindow,
  type Detector,
  ddm,
  detectors,
  eddm,
  kswin,
  pageHinkley,
  type Verdict,
} from '../../src/streams/index.js'
import { errorsOf, numbersOf, type Piece, verdictsOf, wideningOf } from './driftStreams.js'

type Spec =
  | { readonly kind: 'errors'; readonly seed: number; readonly pieces: readonly Piece[] }
  | { readonly kind: 'numbers'; readonly seed: number; readonly pieces: readonly Piece[]; readonly width: number }
  | { readonly kind: 'widening'; readonly seed: number; readonly count: number }
interface Case {
  readonly detector: string
  readonly stream: string
  readonly options: any
  readonly drifts: readonly number[]
  readonly warnings: readonly number[]
  readonly widths?: readonly number[]
}
const reference: {
  readonly streams: Readonly<Record<string, Spec>>
  readonly cases: Readonly<Record<string, Case>>
} = JSON.parse(readFileSync(new URL('../references/drift.json', import.meta.url), 'utf8'))

const valuesOf = (spec: Spec): readonly number[] =>
  spec.kind === 'errors'
    ? errorsOf(spec.seed, spec.pieces)
    : spec.kind === 'numbers'
      ? numbersOf(spec.seed, spec.pieces, spec.width)
      : wideningOf(spec.seed, spec.count)
const made = ({ detector, options }: Case): Detector<any> => {
  if (detector === 'kswin') return kswin({ ...options, key: key(options.seed ?? 0) })
  return ({ ddm, eddm, adwin, pageHinkley } as any)[detector](options)
}
const beginnings = (verdicts: readonly Verdict[], which: Verdict): readonly number[] =>
  verdicts.flatMap((v, i) => (v === which && (which === 'drift' || verdicts[i - 1] !== which) ? [i] : []))

describe('drifts and warnings are where the papers’ implementations find them', () => {
  test('each detector of the registry has cases', () => {
    const named = new Set(Object.values(reference.cases).map(({ detector }) => detector))
    expect([...named].toSorted()).toEqual(Object.keys(detectors).toSorted())
  })
  test.each(Object.entries(reference.cases))('%s', (_, given) => {
    const detector = made(given)
    const { verdicts, states } = verdictsOf(detector, valuesOf(reference.streams[given.stream]!))
    expect(beginnings(verdicts, 'drift')).toEqual(given.drifts)
    expect(beginnings(verdicts, 'warning')).toEqual(given.warnings)
    if (given.widths !== undefined) {
      const widths = states.filter((_, i) => i % 200 === 199).map((s) => adwinWindow(s as AdwinState).count)
      expect(widths).toEqual(given.widths)
    }
  })
})

// 200 zeros, then 200 times c: σ² = c²/4, 1/m = 1/100, so c = ε where c·(1 - √(2·L/400)) = 2/300·L, with L = ln(2·ln 400 / δ)
test.each([0.002, 0.1])('adwin cuts at the ε of the paper, to a thousandth, for δ = %d', (delta) => {
  const log = Math.log((2 * Math.log(400)) / delta)
  const least = ((2 / 300) * log) / (1 - Math.sqrt((2 * log) / 400))
  const cut = (c: number): boolean => {
    const values = [...new Array<number>(200).fill(0), ...new Array<number>(200).fill(c)]
    return drifts(adwin({ delta, buckets: 400, every: 400 }), values).length === 1
  }
  expect([cut(least * 1.001), cut(least * 0.999)]).toEqual([true, false])
})

/** Twenty streams of Bernoulli errors, each of its own seed. */
const streams = (pieces: readonly Piece[]): readonly (readonly number[])[] =>
  Array.from({ length: 20 }, (_, i) => errorsOf((i + 1) * 104729, pieces))
const drifts = (detector: Detector<any>, values: readonly number[], from = 0): readonly number[] =>
  beginnings(verdictsOf(detector, values).verdicts, 'drift').filter((at) => at >= from)
const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!

describe('false alarms on streams that do not change', () => {
  const stable = streams([[1500, 0.2, 0.2]])
  test.each([0.002, 0.1, 0.5])('adwin: fewer than δ = %d of the checks', (delta) => {
    const alarms = stable.map((values) => drifts(adwin({ delta, every: 10 }), values).length)
    expect(alarms.reduce((a, b) => a + b)).toBeLessThanOrEqual(delta * 20 * 150)
  })
  test('adwin: with the level of the theorem, fewer still', () => {
    const alarms = stable.map((values) => drifts(adwin({ delta: 0.5, every: 10, strict: true }), values).length)
    const usual = stable.map((values) => drifts(adwin({ delta: 0.5, every: 10 }), values).length)
    const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b)
    expect(sum(alarms)).toBeLessThanOrEqual(sum(usual))
    expect(sum(alarms)).toBe(0)
  })
  test('kswin: fewer than 2α of the tests', () => {
    const detector = kswin({ key: key(1), alpha: 0.01, size: 100, sample: 30 })
    const normal = Array.from({ length: 4 }, (_, i) => numbersOf(i + 1, [[1500, 0, 0]], 1))
    const alarms = normal.map((values) => drifts(detector, values).length)
    expect(alarms.reduce((a, b) => a + b)).toBeLessThanOrEqual(0.02 * 4 * 1400)
  })
  // no theorem bounds these; the numbers say what to expect of the defaults
  test.each([
    ['ddm', 12],
    ['eddm', 45],
    ['pageHinkley', 0],
  ] as const)('%s: at most %d in 30,000 values', (name, most) => {
    const alarms = stable.map((values) => drifts(detectors[name].make(key(0)), values).length)
    expect(alarms.reduce((a, b) => a + b)).toBeLessThanOrEqual(most)
  })
})

describe('how late drifts are told', () => {
  const abrupt = streams([
    [1000, 0.2, 0.2],
    [800, 0.5, 0.5],
  ])
  const gradual = streams([
    [1000, 0.2, 0.2],
    [1000, 0.2, 0.6],
  ])
  test.each([
    ['ddm', 150, 600],
    ['eddm', 100, 400],
    ['adwin', 150, 600],
    ['pageHinkley', 200, 600],
  ] as const)(
    '%s: of errors from a fifth to a half within %d values, growing to three fifths within %d',
    (name, sudden, slow) => {
      const late = (values: readonly number[]): number =>
        (drifts(detectors[name].make(key(0)), values, 1000)[0] ?? Number.POSITIVE_INFINITY) - 1000
      expect(median(abrupt.map(late))).toBeLessThan(sudden)
      expect(median(gradual.map(late))).toBeLessThan(slow)
    },
  )
  test('kswin: a distribution that widens about the same mean within 60 values, where adwin sees nothing', () => {
    const values = wideningOf(11, 800)
    const late = drifts(kswin({ key: key(1), alpha: 0.005, size: 100, sample: 50 }), values, 800)
    expect(late[0]! - 800).toBeLessThan(60)
    expect(drifts(adwin({ range: [-2, 2] }), values)).toEqual([])
  })
})

describe('options and values out of range', () => {
  test.each([
    [() => ddm({ warning: 4 }), 'ddm: 0 < warning ≤ drift must hold, got 4 and 3'],
    [() => ddm({ least: 0 }), 'ddm: least must be a positive integer, got 0'],
    [() => ddm().update(ddm().init, 0.5), 'ddm: an error is 0 or 1, got 0.5'],
    [() => eddm({ drift: 0.99 }), 'eddm: 0 < drift ≤ warning must hold, got 0.99 and 0.95'],
    [() => eddm({ warning: 1.5 }), 'eddm: warning must be at most 1, got 1.5'],
    [() => eddm().update(eddm().init, 2), 'eddm: an error is 0 or 1, got 2'],
    [() => adwin({ delta: 0 }), 'adwin: delta must lie between 0 and 1, got 0'],
    [() => adwin({ every: 1.5 }), 'adwin: every must be a positive integer, got 1.5'],
    [() => adwin({ range: [1, 1] }), 'adwin: range must be from a lesser to a greater number, got 1 and 1'],
    [() => adwin().update(adwin().init, 1.5), 'adwin: a value lies between 0 and 1, got 1.5'],
    [() => pageHinkley({ slack: -1 }), 'pageHinkley: slack must be at least 0, got -1'],
    [() => pageHinkley({ threshold: 0 }), 'pageHinkley: 0 < warning ≤ threshold must hold, got 0 and 0'],
    [
      () => pageHinkley().update(pageHinkley().init, Number.POSITIVE_INFINITY),
      'pageHinkley: a value is a finite number, got Infinity',
    ],
    [() => kswin({ key: key(0), alpha: 1 }), 'kswin: alpha must lie between 0 and 1, got 1'],
    [() => kswin({ key: key(0), size: 50 }), 'kswin: size must be a whole number from twice the sample on, 60, got 50'],
  ] as const)('%#', (make, message) => {
    expect(make).toThrow(new RangeError(message))
  })
})
