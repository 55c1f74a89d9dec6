/** Laws of any drift detector, the user's own included, and of those of the registry. */
import * as fc from 'fast-check'
import { key } from '../src/core/index.js'
import {
  type AdwinState,
  adwin,
  adwinWindow,
  type Detector,
  type DetectorEntry,
  detectors,
  kolmogorovSmirnov,
  kswin,
  pageHinkley,
  type Verdict,
  warned,
} from '../src/streams/index.js'
import { type Law, law } from './law.js'
import { near } from './numeric.js'

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const oneOf: { readonly [V in DetectorEntry['values']]: fc.Arbitrary<number> } = {
  errors: fc.constantFrom(0, 1),
  share: fc.oneof(between(0, 1), fc.constantFrom(0, 1)),
  number: fc.oneof(between(-1e3, 1e3), fc.constantFrom(0, 0.1, 1)),
}
/** Values that change: pieces about a level each. */
const changing = (values: DetectorEntry['values']): fc.Arbitrary<readonly number[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 250 }), between(0, 1), fc.nat({ max: 1000 })), { maxLength: 4 })
    .map((pieces) =>
      pieces.flatMap(([count, level, seed]) =>
        Array.from({ length: count }, (_, i) => {
          const u = ((seed + i) * 0.6180339887498949) % 1 // evenly spread for any seed
          return values === 'errors' ? (u < level ? 1 : 0) : values === 'share' ? (level + u) / 2 : 40 * level + u
        }),
      ),
    )

const after = <S>({ init, update }: Detector<S>, values: readonly number[], from: S = init): S =>
  values.reduce(update, from)
/** The states after each value. */
const statesOf = <S>({ init, update }: Detector<S>, values: readonly number[]): readonly S[] => {
  const states: S[] = []
  for (const value of values) states.push(update(states.at(-1) ?? init, value))
  return states
}
const verdictsOf = <S>(detector: Detector<S>, values: readonly number[]): readonly Verdict[] =>
  statesOf(detector, values).map(detector.verdict)
const text = (state: unknown): string => JSON.stringify(state)
const repeated = (value: number, count: number): readonly number[] => new Array<number>(count).fill(value)
const throwsRange = (f: () => unknown): boolean => {
  try {
    f()
    return false
  } catch (error) {
    return error instanceof RangeError
  }
}
/** 1 at `share` of the places, evenly spread. */
const spread = (share: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => (((i + 1) * 0.6180339887498949) % 1 < share ? 1 : 0))

/**
 * The laws of a detector, given as the registry gives it.
 *
 * @example for (const law of detectorLaws('strict', { ...detectors.ddm, make: () => ddm({ drift: 4 }) })) check(law)
 */
export const detectorLaws = (name: string, entry: DetectorEntry): readonly Law[] => {
  const detector = entry.make(key(0))
  const { init, update, verdict } = detector
  const values = changing(entry.values)
  const common: readonly Law[] = [
    law(`${name}: a constant stream is stable`, [oneOf[entry.values], fc.integer({ min: 0, max: 800 })], (value, n) =>
      [verdict(init), ...verdictsOf(detector, repeated(value, n))].every((v) => v === 'stable'),
    ),
    law(`${name}: update is pure and leaves the state as it is`, [values, oneOf[entry.values]], (drawn, value) => {
      const state = after(detector, drawn)
      const before = text(state)
      const once = text(update(state, value))
      verdict(state)
      return once === text(update(state, value)) && before === text(state)
    }),
    law(`${name}: a state goes on as it would have, also through JSON`, [values, values], (first, rest) => {
      const state = after(detector, first)
      const read = JSON.parse(text(state))
      return (
        text(read) === text(state) &&
        verdict(read) === verdict(state) &&
        text(after(detector, rest, read)) === text(after(detector, [...first, ...rest]))
      )
    }),
    law(
      `${name}: takes no NaN`,
      [values],
      (drawn) =>
        throwsRange(() => update(after(detector, drawn), Number.NaN)) && throwsRange(() => update(init, Number.NaN)),
    ),
    law(`${name}: tells a large rise soon, and is stable afterwards`, [fc.integer({ min: 600, max: 900 })], (count) => {
      const verdicts = verdictsOf(detector, [...spread(0.1, count), ...repeated(1, 800)])
      return verdicts.slice(count, count + 200).includes('drift') && verdicts.slice(-100).every((v) => v === 'stable')
    }),
    law(`${name}: warns only if it says so`, [values], (drawn) =>
      entry.warns ? true : !verdictsOf(detector, drawn).includes('warning'),
    ),
  ]
  const falls = law(`${name}: tells a large fall soon`, [fc.integer({ min: 600, max: 900 })], (count) =>
    verdictsOf(detector, [...spread(0.9, count), ...repeated(0, 200)])
      .slice(count)
      .includes('drift'),
  )
  const warns = law(`${name}: warns before a slow rise is a drift`, [fc.integer({ min: 400, max: 600 })], (count) => {
    const slow = Array.from({ length: 1500 }, (_, i) => (((i + 1) * 0.6180339887498949) % 1 < 0.1 + i / 2000 ? 1 : 0))
    const verdicts = verdictsOf(detector, [...spread(0.1, count), ...slow]).slice(count)
    const drift = verdicts.indexOf('drift')
    return drift > 0 && verdicts[drift - 1] === 'warning'
  })
  const fresh = law(`${name}: after a drift it begins anew`, [values, oneOf[entry.values]], (drawn, value) =>
    statesOf(detector, drawn)
      .filter((state) => verdict(state) === 'drift')
      .every((state) => text(update(state, value)) === text(update(init, value))),
  )
  const smaller = law(`${name}: a drift makes the state smaller`, [values], (drawn) => {
    const states = statesOf(detector, drawn)
    return states.every((s, i) => verdict(s) !== 'drift' || text(s).length < text(states[i - 1] ?? init).length)
  })
  return [
    ...common,
    ...(entry.tells === 'any' ? [falls] : []),
    ...(entry.warns ? [warns] : []),
    entry.forgets === 'all' ? fresh : smaller,
  ]
}

const buckets = ({ rows }: AdwinState): number => rows.reduce((n, row) => n + row.length, 0)
const eachAdwin = fc.record({
  delta: fc.constantFrom(0.002, 0.1),
  buckets: fc.integer({ min: 1, max: 6 }),
  every: fc.integer({ min: 1, max: 40 }),
  strict: fc.boolean(),
})
/** What is particular to one. */
const ownLaws: readonly Law[] = [
  law(
    'adwin: its window is the last values, with their mean and spread',
    [changing('share'), eachAdwin],
    (drawn, given) => {
      const { count, mean, spread: squares } = adwinWindow(after(adwin(given), drawn))
      const last = count === 0 ? [] : drawn.slice(-count)
      const expected = last.reduce((a, b) => a + b, 0) / count
      return (
        count <= drawn.length &&
        (count === 0 || near(mean, expected, 1e-12)) &&
        near(
          squares,
          last.reduce((sum, x) => sum + (x - expected) ** 2, 0),
          1e-9,
        )
      )
    },
  ),
  law(
    'adwin: memory grows as the logarithm of the window',
    [fc.integer({ min: 1, max: 6 }), fc.nat({ max: 5000 })],
    (most, n) => {
      const state = after(adwin({ buckets: most, every: 1_000_000 }), spread(0.3, n))
      return adwinWindow(state).count === n && buckets(state) <= most * (Math.log2(Math.max(n / most, 1)) + 2)
    },
  ),
  law('adwin: the window grows by one, but where it is cut', [changing('share'), eachAdwin], (drawn, given) => {
    const states = statesOf(adwin(given), drawn)
    const widths = states.map((s) => adwinWindow(s).count)
    return widths.every((w, i) => {
      const grown = (widths[i - 1] ?? 0) + 1
      return states[i]!.change === null ? w === grown : w < grown && w > 0
    })
  }),
  law(
    'adwin: scaled values in a scaled range are the same',
    [changing('share'), eachAdwin],
    (drawn, given) =>
      // by powers of two nothing is rounded
      text(
        statesOf(
          adwin({ ...given, range: [0, 8] }),
          drawn.map((x) => 8 * x),
        ),
      ) === text(statesOf(adwin(given), drawn)),
  ),
  law('adwin: a direction only hides drifts the other way', [changing('share'), eachAdwin], (drawn, given) => {
    const [up, down, both] = (['up', 'down', 'both'] as const).map((direction) =>
      verdictsOf(adwin({ ...given, direction }), drawn),
    )
    return both!.every((v, i) => (v === 'drift') === (up![i] === 'drift' || down![i] === 'drift'))
  }),
  law('pageHinkley: it sees in turned values the other direction', [changing('number')], (drawn) => {
    const given = { threshold: 20, warning: 10 }
    const turned = drawn.map((x) => -x)
    return (
      text(verdictsOf(pageHinkley({ ...given, direction: 'down' }), turned)) ===
      text(verdictsOf(pageHinkley({ ...given, direction: 'up' }), drawn))
    )
  }),
  law(
    'kswin: the window has its size at most, and after a drift its last sample',
    [changing('number'), fc.nat()],
    (drawn, seed) => {
      const states = statesOf(kswin({ key: key(seed), alpha: 0.01, size: 60, sample: 20 }), drawn)
      return states.every(({ window, drift }, i) => {
        const kept = text(window) === text(drawn.slice(i + 1 - window.length, i + 1))
        return kept && window.length <= 60 && (!drift || window.length === 20)
      })
    },
  ),
  law(
    'kolmogorovSmirnov: the greatest distance of the distribution functions, whatever the scale',
    [
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 }),
    ],
    (a, b) => {
      const below = (all: readonly number[], x: number): number => all.filter((y) => y <= x).length / all.length
      const expected = Math.max(...[...a, ...b].map((x) => Math.abs(below(a, x) - below(b, x))))
      const cubed = kolmogorovSmirnov(
        a.map((x) => x ** 3),
        b.map((x) => x ** 3),
      )
      return (
        near(kolmogorovSmirnov(a, b), expected, 1e-12) &&
        kolmogorovSmirnov(a, b) === kolmogorovSmirnov(b, a) &&
        kolmogorovSmirnov(a, b) === cubed &&
        kolmogorovSmirnov(a, a) === 0
      )
    },
  ),
  law(
    'warned: drifts as its detector does, and warns from the other on',
    [changing('share'), fc.integer({ min: 1, max: 99 })],
    (drawn, lasts) => {
      const [sensitive, strict] = [adwin({ delta: 0.2, every: 8 }), adwin({ delta: 0.01, every: 8 })]
      const verdicts = verdictsOf(warned(sensitive, strict, lasts), drawn)
      const [first, second] = [verdictsOf(sensitive, drawn), verdictsOf(strict, drawn)]
      return verdicts.every((v, i) => {
        if ((v === 'drift') !== (second[i] === 'drift')) return false
        const since = Math.max(first.lastIndexOf('drift', i), -1)
        const recent = since >= 0 && i - since < lasts && !second.slice(since, i + 1).includes('drift')
        return v === 'drift' || (v === 'warning') === recent
      })
    },
  ),
]

/** All laws of detectors, over their registry. */
export const allDetectorLaws: readonly Law[] = [
  ...Object.entries(detectors).flatMap(([name, entry]) => detectorLaws(name, entry)),
  ...ownLaws,
]
