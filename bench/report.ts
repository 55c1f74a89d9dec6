/** Figures as tables for people, and as one JSON object a line. */
import Table from 'cli-table3'
import type { Case } from './cases.js'
import type { Absent, Figure } from './measure.js'

/** A figure with what it means. */
export interface Result extends Figure {
  readonly case: Case
  /** Whether its result is ours, loosely. */
  readonly agrees: boolean
}
export interface Peak {
  readonly gflops: number
  readonly by: string
}

/** Three significant digits. */
export const short = (value: number): string => {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(value >= 0.995 ? 3 : 2)
}
const time = (ms: number): string => (ms < 0.1 ? `${short(ms * 1000)} µs` : `${short(ms)} ms`)
export const gflopsOf = ({ case: { flops }, ms }: Pick<Result, 'case' | 'ms'>): number | null =>
  flops === null ? null : flops / ms / 1e6

const cell = (result: Result, peak: Peak | null): string => {
  const { ms, agrees } = result
  const { family, samples } = result.case
  const rate = gflopsOf(result)
  const share = rate === null || peak === null ? '' : ` ${Math.round((100 * rate) / peak.gflops)}%`
  const figure =
    family === 'online'
      ? `${short((1000 * samples!) / ms)}/s`
      : family === 'training' || rate === null
        ? time(ms)
        : `${short(rate)} GF/s`
  return `${figure}${share}${agrees ? '' : ' ✗'}`
}

const style = { head: [], border: [] }
const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const colAligns = head.map((_, i) => (i === 0 ? ('left' as const) : ('right' as const)))
  const t = new Table({ head: [...head], style, chars, colAligns })
  for (const row of rows) t.push([...row])
  return t.toString()
}

const unique = <A>(all: readonly A[]): readonly A[] => [...new Set(all)]

export interface Ratio {
  readonly case: string
  readonly ours: string
  readonly peer: string
  /** How many times as fast as the peer ours is. */
  readonly speed: number
}

/** Each of ours beside each peer, in the same case; a wrong result has no speed. */
export const ratiosOf = (results: readonly Result[]): readonly Ratio[] =>
  results
    .filter((r) => r.contender.ours && r.agrees)
    .flatMap((ours) =>
      results
        .filter((r) => !r.contender.ours && r.agrees && r.case === ours.case)
        .map((peer) => ({
          case: ours.case.name,
          ours: ours.contender.name,
          peer: peer.contender.name,
          speed: peer.ms / ours.ms,
        })),
    )

/** The tables of one family: figures, then how many times as fast as each peer ours are. */
export const tablesOf = (family: string, results: readonly Result[], peak: Peak | null): string => {
  const names = unique(results.map((r) => r.case.name))
  const figures = unique(results.map((r) => r.contender.name)).map((who) => [
    who,
    ...names.map((name) => {
      const found = results.find((r) => r.contender.name === who && r.case.name === name)
      return found === undefined ? '' : cell(found, peak)
    }),
  ])
  const ratios = ratiosOf(results)
  const speeds = unique(ratios.map((r) => r.ours)).map((ours) => {
    const own = ratios.filter((r) => r.ours === ours)
    const rows = unique(own.map((r) => r.peer)).map((peer) => [
      peer,
      ...names.map((name) => {
        const ratio = own.find((r) => r.case === name && r.peer === peer)
        return ratio === undefined ? '' : `${short(ratio.speed)}×`
      }),
    ])
    return table([`speed of '${ours}' over`, ...names], rows)
  })
  return [table([family, ...names], figures), ...speeds].join('\n')
}

export const absence = ({ contender, reason }: Absent, of?: string): string =>
  `${contender.name}: ${of === undefined ? 'skipped' : `no ${of}`} (${reason})${of === undefined ? `; ${contender.remedy}` : ''}`
