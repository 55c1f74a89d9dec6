/** Metrics over the last records, or fading: a pure fold. */
import { positive } from '../../core/positive.js'
import type { Metric } from '../../models/metrics/metric.js'
import type { MetricEntry } from '../../models/metrics/registry.js'
import { at, emptySparse, put, type Sparse } from './sparse.js'

/**
 * A true class index and the probabilities of all classes, or a true number and the predicted one. Metrics of classes
 * see the most probable one (the first at a tie), those of scores the probability of class 1.
 */
export interface Scored {
  readonly truth: number
  readonly prediction: readonly number[]
}

/**
 * Of what the metrics are: the `last` so many records; all, each a `fading` factor (0 to 1) less than the one after it;
 * or `'all'` alike. A factor α is worth a window of about `1/(1-α)` records.
 */
export type Over = { readonly last: number } | { readonly fading: number } | 'all'

export interface RollingOptions {
  /**
   * By the names they are told by, as the registry holds them:
   * `{ accuracy: metrics.accuracy, kappa: metrics.cohenKappa }`.
   */
  readonly metrics: Readonly<Record<string, MetricEntry>>
  /** How many classes there are; unused for numbers. */
  readonly classes?: number
  readonly over: Over
}

/** Summaries by name of metric. */
type Summary = Readonly<Record<string, any>>
/**
 * What of the records is enough: a summary of all, or a window. A window is a queue of two stacks: of the older records
 * the summary of each with all after it, of the newer ones themselves and the summary of all; so a record costs two
 * mergers, however long the window.
 */
export interface RollingState {
  /** Of the newer records, or of all. */
  readonly newer: Summary
  /** The newer records, by position. */
  readonly records: Sparse<Scored>
  readonly count: number
  /** Of the older records: summaries of the ends of their row, of which the first `gone` are no longer there. */
  readonly ends: readonly Summary[]
  readonly gone: number
}

export interface Rolling {
  readonly init: RollingState
  readonly add: (state: RollingState, record: Scored) => RollingState
  /** By name; NaN where a metric is not defined, as before the first record. */
  readonly read: (state: RollingState) => Readonly<Record<string, number>>
}

/** The first of the most probable classes. */
const mostProbable = (p: readonly number[]): number => {
  let best = 0
  for (let k = 1; k < p.length; k++) if (p[k]! > p[best]!) best = k
  return best
}
/** What a metric takes of a prediction. */
const taken: { readonly [P in MetricEntry['prediction']]: (p: readonly number[]) => readonly number[] } = {
  class: (p) => [mostProbable(p)],
  score: (p) => [p.length === 1 ? p[0]! : p[1]!],
  probabilities: (p) => p,
  number: (p) => p,
}

/**
 * Metrics of a stream as a pure fold: `add` records, `read` whenever they are wanted. A window costs memory for each of
 * its records; a fading factor, or `'all'`, costs one summary. Metrics that keep every score (`rocAuc`,
 * `averagePrecision`) are refused for those that count by bins.
 * Throws `RangeError` for options out of range. Source: Gama, Sebastião and Rodrigues 2013; the queue of two stacks is
 * folklore.
 *
 * @example rolling({ metrics: { accuracy: metrics.accuracy }, classes: 2, over: { last: 1000 } })
 */
export const rolling = ({ metrics, classes = 2, over }: RollingOptions): Rolling => {
  const last = over !== 'all' && 'last' in over ? positive('rollingMetrics', 'last', over.last) : null
  const fading = over !== 'all' && 'fading' in over ? over.fading : null
  if (fading !== null && !(fading > 0 && fading < 1))
    throw new RangeError(`rollingMetrics: fading must lie between 0 and 1, got ${fading}`)
  const all = Object.entries(metrics).map(([name, { make, prediction }]) => ({
    name,
    take: taken[prediction],
    ...(make(classes) as Metric<any>),
  }))
  for (const { name, weigh } of all)
    if (weigh === undefined)
      throw new RangeError(`rollingMetrics: ${name} keeps every record; use one that counts by bins`)
  const each = <T>(f: (metric: (typeof all)[number]) => T): Readonly<Record<string, T>> => {
    const out: Record<string, T> = {}
    for (const metric of all) out[metric.name] = f(metric)
    return out
  }
  const empty: Summary = each((metric) => metric.empty)
  const both = (a: Summary, b: Summary): Summary => each(({ name, concat }) => concat(a[name], b[name]))
  const one = ({ truth, prediction }: Scored): Summary => {
    const truths = Float64Array.of(truth)
    return each(({ of, take }) => of(truths, take(prediction) as never))
  }
  const faded = (a: Summary): Summary => each(({ name, weigh }) => weigh!(a[name], fading!))

  /** All records of a full window as older ones: the summary of each with those after it. */
  const turned = ({ records, count }: RollingState): readonly Summary[] => {
    const ends = new Array<Summary>(count)
    let end = empty
    for (let i = count - 1; i >= 0; i--) {
      end = both(one(at(records, i)!), end)
      ends[i] = end
    }
    return ends
  }
  const pushed = (state: RollingState, record: Scored): RollingState => ({
    ...state,
    newer: both(state.newer, one(record)),
    records: put(state.records, state.count, record),
    count: state.count + 1,
  })
  const init: RollingState = { newer: empty, records: emptySparse, count: 0, ends: [], gone: 0 }
  return {
    init,
    add: (state, record) => {
      if (fading !== null) return { ...state, newer: both(faded(state.newer), one(record)) }
      if (last === null) return { ...state, newer: both(state.newer, one(record)) }
      if (state.ends.length - state.gone + state.count < last) return pushed(state, record)
      if (state.gone < state.ends.length) return pushed({ ...state, gone: state.gone + 1 }, record)
      return pushed({ ...init, ends: turned(state), gone: 1 }, record)
    },
    read: ({ newer, ends, gone }) => {
      const whole = gone < ends.length ? both(ends[gone]!, newer) : newer
      return each(({ name, value }) => value(whole[name]))
    },
  }
}
