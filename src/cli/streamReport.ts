/** What people read of a live run. */
import type { Live, LiveSettings, LiveState, Source } from '../streams/index.js'
import { duration, number, percent } from './report.js'

/** How a live run goes. Metrics by name are of all records; `recent` are those of the window. */
export interface StreamNumbers {
  readonly records: number
  readonly labelled: number
  readonly deadLetters: number
  /** Records that a full buffer let go. */
  readonly dropped: number
  readonly drifts: number
  readonly recordsPerSecond: number
  readonly recent: Readonly<Record<string, number>>
  readonly [metric: string]: unknown
}

export const numbersOf = (
  learner: Live,
  state: LiveState,
  source: Pick<Source<unknown>, 'metrics'>,
  recordsPerSecond: number,
): StreamNumbers => {
  const { rolling, total } = learner.measure(state)
  return {
    records: state.records,
    labelled: state.labelled,
    ...total,
    recent: rolling,
    deadLetters: state.deadLetters,
    dropped: source.metrics?.().dropped ?? 0,
    drifts: state.learning.drifts,
    recordsPerSecond: Math.round(recordsPerSecond),
  }
}

const shares = ['accuracy', 'rocAuc', 'binnedRocAuc']
const measure = (name: string, value: number): string =>
  `${name} ${Number.isNaN(value) ? '–' : shares.includes(name) ? percent(value) : number(value)}`

/** `12,500 records  8,210 records/s  accuracy 84.1 %  2 dead letters  1 drift`; of metrics those of the window. */
export const streamLine = (n: StreamNumbers): string =>
  [
    `${n.records.toLocaleString('en-US')} records`,
    `${n.recordsPerSecond.toLocaleString('en-US')} records/s`,
    ...Object.entries(n.recent).map(([name, value]) => measure(name, value)),
    ...(n.dropped > 0 ? [`${n.dropped.toLocaleString('en-US')} dropped`] : []),
    ...(n.deadLetters > 0 ? [`${n.deadLetters.toLocaleString('en-US')} dead letters`] : []),
    ...(n.drifts > 0 ? [`${n.drifts} ${n.drifts === 1 ? 'drift' : 'drifts'}`] : []),
  ].join('  ')

/** The end of a run: metrics of all records, then what did not go well. */
export const streamSummary = (n: StreamNumbers, seconds: number): string => {
  const all = Object.keys(n.recent).map((name) => measure(name, n[name] as number))
  const unlabelled = n.records - n.labelled
  return [
    `${n.records.toLocaleString('en-US')} records in ${duration(seconds)}, ${n.recordsPerSecond.toLocaleString('en-US')} a second`,
    `  each predicted, then learnt: ${all.join('  ')}`,
    ...(unlabelled > 0 ? [`  ${unlabelled.toLocaleString('en-US')} without a label, not learnt`] : []),
    ...(n.deadLetters > 0 ? [`  ${n.deadLetters.toLocaleString('en-US')} dead letters`] : []),
    ...(n.dropped > 0 ? [`  ${n.dropped.toLocaleString('en-US')} dropped by a full buffer`] : []),
    ...(n.drifts > 0 ? [`  drift ${n.drifts === 1 ? 'once' : `${n.drifts} times`}`] : []),
  ].join('\n')
}

interface Begun {
  readonly settings: LiveSettings
  readonly source: string
}

const optionOf = (name: string): string => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`
const valueOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(',') || 'none' : typeof value === 'string' ? value : JSON.stringify(value)

/** In what a run was begun otherwise than it is now asked for: `--rate 0.1, not 0.05`; `null`: in nothing. */
export const otherSettings = (asked: Begun, begun: Begun): string | null => {
  const names = Object.keys(asked.settings) as readonly (keyof LiveSettings)[]
  const others = names.filter((name) => JSON.stringify(asked.settings[name]) !== JSON.stringify(begun.settings[name]))
  const all = [
    ...(asked.source === begun.source ? [] : [`the source ${begun.source}, not ${asked.source}`]),
    ...others.map((name) => `${optionOf(name)} ${valueOf(begun.settings[name])}, not ${valueOf(asked.settings[name])}`),
  ]
  return all.length === 0 ? null : all.join('; ')
}
