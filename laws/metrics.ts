/** Laws of any metric, the user's own included: it is a monoid, and says of the whole what the merged parts say. */
import * as fc from 'fast-check'
import {
  averagePrecision,
  binnedAveragePrecision,
  binnedRocAuc,
  type MetricEntry,
  metrics,
  rocAuc,
} from '../src/models/index.js'
import { type Law, law } from './law.js'
import { near } from './numeric.js'

const classes = 3
interface Example {
  readonly truth: number
  readonly prediction: readonly number[]
}
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
/** Of few values, so that there are ties. */
const scores = fc.oneof(between(0, 1), fc.constantFrom(0, 0.25, 0.5, 1))

const exampleOf: { readonly [P in MetricEntry['prediction']]: fc.Arbitrary<Example> } = {
  class: fc.record({
    truth: fc.nat({ max: classes - 1 }),
    prediction: fc.nat({ max: classes - 1 }).map((c) => [c]),
  }),
  probabilities: fc.record({
    truth: fc.nat({ max: classes - 1 }),
    prediction: fc
      .array(fc.oneof(between(0.01, 1), fc.constantFrom(0.25, 0.5)), { minLength: classes, maxLength: classes })
      .map((row) => row.map((p) => p / row.reduce((a, b) => a + b, 0))),
  }),
  score: fc.record({ truth: fc.nat({ max: 1 }), prediction: scores.map((s) => [s]) }),
  // far from 0, where sums of squares cancel
  number: fc.record({ truth: between(999, 1001), prediction: between(998, 1002).map((y) => [y]) }),
}
/** A prediction that cannot be better. */
const perfect: { readonly [P in MetricEntry['prediction']]: (truth: number) => readonly number[] } = {
  class: (t) => [t],
  probabilities: (t) => Array.from({ length: classes }, (_, k) => (k === t ? 1 : 0)),
  score: (t) => [t],
  number: (t) => [t],
}

const sameValue = (a: number, b: number): boolean => near(a, b, 1e-11) || (Number.isNaN(a) && Number.isNaN(b))

/**
 * The laws of a metric, given as the registry gives it.
 *
 * @example for (const law of metricLaws('balanced', { ...metrics.accuracy, make: ofConfusion(macro(recall)) })) check(law)
 */
export const metricLaws = (name: string, entry: MetricEntry): readonly Law[] => {
  const { concat, empty, of, value, weigh } = entry.make(classes)
  const [from, to] = entry.range
  const examples = fc.array(exampleOf[entry.prediction], { maxLength: 12 })
  const state = (drawn: readonly Example[]): any =>
    of(
      drawn.map((e) => e.truth),
      drawn.flatMap((e) => e.prediction),
    )
  const weights = between(1e-3, 1)
  const weighing: readonly Law[] =
    weigh === undefined
      ? []
      : [
          law(`${name}: every example counted alike often says the same`, [examples, weights], (drawn, weight) =>
            sameValue(value(weigh(state(drawn), weight)), value(state(drawn))),
          ),
          law(`${name}: counted twice is merged with itself`, [examples, examples], (a, b) =>
            sameValue(value(concat(weigh(state(a), 2), state(b))), value(state([...a, ...a, ...b]))),
          ),
          law(
            `${name}: a weighed merger is the merger of what is weighed`,
            [examples, examples, weights],
            (a, b, w) => {
              const rest = state([{ truth: 0, prediction: perfect[entry.prediction](0) }])
              const whole = (s: unknown) => value(concat(s, rest))
              return sameValue(
                whole(weigh(concat(state(a), state(b)), w)),
                whole(concat(weigh(state(a), w), weigh(state(b), w))),
              )
            },
          ),
        ]
  return [
    ...weighing,
    law(`${name}: merged parts say what the whole says`, [fc.array(examples, { maxLength: 5 })], (parts) =>
      sameValue(value(parts.map(state).reduce(concat, empty)), value(state(parts.flat()))),
    ),
    law(`${name}: the summary of no examples is neutral on both sides`, [examples], (drawn) => {
      const own = state(drawn)
      return [concat(empty, own), concat(own, empty), concat(own, state([]))].every((s) =>
        sameValue(value(s), value(own)),
      )
    }),
    law(`${name}: merging is associative`, [examples, examples, examples], (a, b, c) => {
      const [x, y, z] = [state(a), state(b), state(c)]
      return sameValue(value(concat(concat(x, y), z)), value(concat(x, concat(y, z))))
    }),
    law(`${name}: neither merging nor reading changes a summary`, [examples, examples], (a, b) => {
      const [x, y] = [state(a), state(b)]
      const before = JSON.stringify([x, y, empty])
      value(concat(x, y))
      value(concat(empty, x))
      return JSON.stringify([x, y, empty]) === before
    }),
    law(`${name}: the order of examples does not matter`, [examples], (drawn) =>
      sameValue(value(state([...drawn].reverse())), value(state(drawn))),
    ),
    law(`${name}: lies in its range`, [examples], (drawn) => {
      const got = value(state(drawn))
      return Number.isNaN(got) || (got >= from - 1e-12 && got <= to + 1e-12)
    }),
    law(`${name}: nothing is better than the truth`, [examples], (drawn) => {
      const best = value(state(drawn.map((e) => ({ ...e, prediction: perfect[entry.prediction](e.truth) }))))
      const got = value(state(drawn))
      if (Number.isNaN(best)) return true
      return (entry.better === 'higher' ? best >= got - 1e-12 : best <= got + 1e-12) || Number.isNaN(got)
    }),
    law(`${name}: the truth of every class has the best value there is`, [fc.constant(classes)], (count) => {
      const all = Array.from({ length: entry.prediction === 'score' ? 2 : count }, (_, k) => k)
      const best = value(state(all.map((truth) => ({ truth, prediction: perfect[entry.prediction](truth) }))))
      return Math.abs(best - (entry.better === 'higher' ? to : from)) <= 1e-12
    }),
  ]
}

/** What is counted by bins is as near to the exact area as it says. */
const boundLaws: readonly Law[] = (
  [
    ['binnedRocAuc', binnedRocAuc, rocAuc],
    ['binnedAveragePrecision', binnedAveragePrecision, averagePrecision],
  ] as const
).map(([name, binned, exact]) =>
  law(
    `${name}: at most as far from the exact area as its bound`,
    [fc.array(exampleOf.score, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 12 })],
    (drawn, bins) => {
      const { of, value, error } = binned({ bins })
      const [labels, found] = [drawn.map((e) => e.truth), drawn.map((e) => e.prediction[0]!)]
      const state = of(labels, found)
      const area = exact(found, labels)
      return Number.isNaN(area) ? Number.isNaN(value(state)) : Math.abs(value(state) - area) <= error(state) + 1e-12
    },
  ),
)

/** All laws of metrics, over their registry. */
export const allMetricLaws: readonly Law[] = [
  ...Object.entries(metrics).flatMap(([name, entry]) => metricLaws(name, entry)),
  ...boundLaws,
]
