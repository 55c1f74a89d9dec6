/** Learning from live records, as one immutable value: what was learnt, how good it is, whether the world has changed. */
import * as E from 'fp-ts/lib/Either.js'
import { nearest, quote } from '../../data/index.js'
import type { Metric } from '../../models/metrics/metric.js'
import { type MetricEntry, metrics } from '../../models/metrics/registry.js'
import { predictThenLearn } from '../online/many.js'
import type { Labelled } from '../online/online.js'
import { absoluteError, type DriftState, driftMachine, wrong } from '../operators/detectDrift.js'
import type { MaybeLabelled } from '../operators/learnOne.js'
import { type RollingState, rolling, type Scored } from '../operators/rolling.js'
import type { Cell, Row } from '../sources/codecs.js'
import { detectorOf, learnerAt, responseOf, type Said, type Seen, seenBy } from './learner.js'
import { type LiveSettings, learnsClasses, liveProblems } from './settings.js'

/** What is learnt of a record: its fields without the target and what is left out, and the target; `null`: none yet. */
export type LiveExample = MaybeLabelled<Row, Cell>

/** All that a live learner is at a moment: a value of JSON and tensors. */
export interface LiveState {
  /** The learner, what watches it, and how often there was drift. */
  readonly learning: DriftState<any, any, any>
  /** Of the last records, and of all. */
  readonly rolling: RollingState
  readonly total: RollingState
  /** Records that were read. */
  readonly records: number
  /** Those among them with a label: learnt. */
  readonly labelled: number
  /** What was no record. */
  readonly deadLetters: number
}

/** Numbers of metrics by name; NaN where one is not defined. */
export type Measures = Readonly<Record<string, number>>

/** A live learner. All its functions are pure. */
export interface Live {
  readonly settings: LiveSettings
  /** Before the first record. */
  readonly init: LiveState
  /** A row as an example, or why it is none, in one line. */
  readonly example: (row: Row) => E.Either<string, LiveExample>
  /**
   * Records in turn, each predicted and then learnt; `null` for what was no record. Law: however they are cut into chunks,
   * the same state, bit for bit.
   */
  readonly learn: (state: LiveState, records: readonly (LiveExample | null)[]) => LiveState
  /** Learns a record that was predicted before, when its label has come; its metrics are of that prediction. */
  readonly learnLate: (state: LiveState, x: Row, y: Cell, said: Said) => LiveState
  readonly predict: (state: LiveState, x: Row) => Said
  readonly measure: (state: LiveState) => { readonly rolling: Measures; readonly total: Measures }
  readonly seen: (state: LiveState) => Seen
}

/** The share of right classes, however many there are. */
const hits: Metric<{ readonly right: number; readonly count: number }> = {
  empty: { right: 0, count: 0 },
  concat: (a, b) => ({ right: a.right + b.right, count: a.count + b.count }),
  of: (truth, prediction) => ({ right: truth[0] === prediction[0] ? 1 : 0, count: 1 }),
  value: ({ right, count }) => (count === 0 ? Number.NaN : right / count),
  weigh: ({ right, count }, weight) => ({ right: right * weight, count: count * weight }),
}
const accuracy: MetricEntry = { ...metrics.accuracy, make: () => hits }

/**
 * What a test says to metrics: the class by its place among those that were known, one beyond them if it is new; before any
 * is known, whatever comes is new.
 */
const scoredOf =
  (settings: LiveSettings) =>
  (y: Cell, said: Said): Scored => {
    if (typeof said === 'number') return { truth: y as number, prediction: [said] }
    const names = settings.classes.length > 0 ? settings.classes : Object.keys(said)
    if (names.length === 0) return { truth: 1, prediction: [1] }
    const at = names.indexOf(String(y))
    return { truth: at < 0 ? names.length : at, prediction: names.map((name) => said[name] ?? 0) }
  }

const without = (row: Row, names: ReadonlySet<string>): Row => {
  const rest: Record<string, Cell> = {}
  for (const name in row) if (!names.has(name)) rest[name] = row[name]!
  return rest
}

/** Rows as examples. */
const exampleOf = (settings: LiveSettings): Live['example'] => {
  const { target, drop, classes } = settings
  const left = new Set([target, ...drop])
  const known = new Set(classes)
  const named = learnsClasses(settings)
  return (row) => {
    const y = row[target]
    const x = without(row, left)
    if (y === undefined) {
      const near = nearest(target, Object.keys(row))
      return E.left(`there is no field ${quote(target)}${near === undefined ? '' : `; did you mean ${quote(near)}?`}`)
    }
    if (y === null) return E.right({ x, y })
    if (!named && typeof y !== 'number') return E.left(`${target} is a number, got ${quote(String(y))}`)
    if (known.size > 0 && named && !known.has(String(y)))
      return E.left(`${target} is one of ${classes.map(quote).join(', ')}, got ${quote(String(y))}`)
    return E.right({ x, y })
  }
}

/**
 * A live learner of settings: numbers behind a running scaler, words as indicators, prequential metrics over the last
 * records and over all, a detector of drift with what answers it. Throws `RangeError` for settings out of range; see
 * `liveProblems`.
 */
export const live = (settings: LiveSettings): Live => {
  const [problem] = liveProblems(settings)
  if (problem !== undefined) throw new RangeError(`live: ${problem}`)
  const online = learnerAt(settings, settings.rate)
  const detector = detectorOf(settings)
  const classes = Math.max(2, settings.classes.length)
  const entries = Object.fromEntries(
    settings.metrics.map((name) => [name, name === 'accuracy' ? accuracy : metrics[name]]),
  )
  const recent = rolling({ metrics: entries, classes, over: { last: settings.window } })
  const all = rolling({ metrics: entries, classes, over: 'all' })
  const scored = scoredOf(settings)
  const error = (said: Said, y: Cell): number =>
    typeof said === 'number' ? absoluteError(said, y as number) : wrong(said, y as string | number | boolean)
  const watched =
    detector === null ? null : driftMachine({ online, detector, error, respond: responseOf(settings, online) })

  const counted = (state: LiveState, y: Cell, said: Said): LiveState => {
    const own = scored(y, said)
    return { ...state, rolling: recent.add(state.rolling, own), total: all.add(state.total, own) }
  }
  const tried = predictThenLearn(online)

  /** Labelled records in turn. */
  const taught = (state: LiveState, records: readonly Labelled<Row, Cell>[]): LiveState => {
    if (records.length === 0) return state
    let now = { ...state, records: state.records + records.length, labelled: state.labelled + records.length }
    if (watched === null) {
      const [learner, said] = tried(now.learning.learner, records)
      records.forEach(({ y }, i) => {
        now = counted(now, y, said[i]!)
      })
      return { ...now, learning: { ...now.learning, learner } }
    }
    for (const record of records) {
      const [learning, { prediction }] = watched.step(now.learning, record)
      now = counted({ ...now, learning }, record.y, prediction)
    }
    return now
  }

  return {
    settings,
    init: {
      learning: watched?.init ?? { learner: online.init, detector: null, memory: null, drifts: 0 },
      rolling: recent.init,
      total: all.init,
      records: 0,
      labelled: 0,
      deadLetters: 0,
    },
    example: exampleOf(settings),
    learn: (state, records) => {
      const some: Labelled<Row, Cell>[] = []
      let [dead, silent] = [0, 0]
      for (const record of records) {
        if (record === null) dead++
        else if (record.y === null) silent++
        else some.push(record as Labelled<Row, Cell>)
      }
      const now = taught(state, some)
      return { ...now, records: now.records + silent, deadLetters: now.deadLetters + dead }
    },
    learnLate: (state, x, y, said) => {
      const learning =
        watched === null
          ? { ...state.learning, learner: online.learnOne(state.learning.learner, x, y) }
          : watched.step(state.learning, { x, y })[0]
      return counted({ ...state, learning, records: state.records + 1, labelled: state.labelled + 1 }, y, said)
    },
    predict: ({ learning }, x) => online.predictOne(learning.learner, x),
    measure: (state) => ({ rolling: recent.read(state.rolling), total: all.read(state.total) }),
    seen: ({ learning }) => seenBy(settings, learning.learner),
  }
}
