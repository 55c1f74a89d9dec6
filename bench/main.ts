/** Benchmarks: `npm run bench -- [--only <names...>] [--rounds <n>] [--json]`. See docs/benchmarks.md. */
import { availableParallelism, loadavg } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { type Case, cases, casesNamed } from './cases.js'
import { start } from './child.js'
import { contenders } from './contenders.js'
import { type Entrant, measure, measureStart, type Outcome } from './measure.js'
import { absence, gflopsOf, type Peak, type Result, ratiosOf, tablesOf } from './report.js'

const positive = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1 to 9999.')
  return Number(text)
}
const families = [...new Set(cases.map((c) => c.family))]
const { only, rounds, json } = new Command('bench')
  .description('Fluxion beside its peers, in interleaved runs')
  .option('--only <names...>', `cases or families (${families.join(', ')})`)
  .option('--rounds <n>', 'turns of each contender in each case', positive, 7)
  .option('--json', 'one JSON object a line')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'bench:')) })
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ readonly only?: readonly string[]; readonly rounds: number; readonly json?: true }>()

const chosen = casesNamed(only?.flatMap((names) => names.split(',')) ?? families)
if ('unknown' in chosen) {
  const names = [...families, ...cases.map((c) => c.name)]
  console.error(`bench: there is no case '${chosen.unknown[0]}'; choose from ${names.join(', ')}`)
  process.exit(2)
}

const say = (text: string): void => {
  if (json !== true) console.log(text)
}
const event = (what: string, fields: Readonly<Record<string, unknown>>): void => {
  if (json === true) console.log(JSON.stringify({ event: what, ...fields }))
}

/** Loosely: sums of another order, not another computation. */
const agree = (a: readonly number[], b: readonly number[]): boolean => {
  const size = Math.max(1e-6, ...b.map(Math.abs))
  return a.slice(0, b.length).every((v, i) => Math.abs(v - b[i]!) <= 2e-3 * size)
}

const resultsOf = (c: Case, outcomes: readonly Outcome[]): readonly Result[] => {
  const figures = outcomes.flatMap((o) => (E.isRight(o) ? [o.right] : []))
  const expected = figures.find(({ contender }) => contender.ours)?.sample ?? figures[0]?.sample ?? []
  const results = figures.map((figure) => ({ ...figure, case: c, agrees: agree(figure.sample, expected) }))
  for (const result of results) {
    const { contender, ms, lowest, turns, agrees } = result
    const rate = c.samples === null ? null : (1000 * c.samples) / ms
    const figure = { ms, lowest, turns, agrees, gflops: gflopsOf(result), samplesPerSecond: rate }
    event('figure', { case: c.name, family: c.family, contender: contender.name, ours: contender.ours, ...figure })
    if (!agrees) say(`${contender.name}: ${c.name} is not what ours is`)
  }
  for (const outcome of outcomes)
    if (E.isLeft(outcome)) {
      say(absence(outcome.left, c.name))
      event('absent', { case: c.name, contender: outcome.left.contender.name, reason: outcome.left.reason })
    }
  for (const ratio of ratiosOf(results)) event('ratio', { ...ratio })
  return results
}

/** The highest rate of any figure's best turn: what the machine is known to reach. */
const peakOf = (results: readonly Result[]): Peak | null =>
  results.reduce<Peak | null>((peak, { case: c, contender, lowest }) => {
    const gflops = gflopsOf({ case: c, ms: lowest }) ?? 0
    return gflops > (peak?.gflops ?? 0) ? { gflops, by: `${contender.name} in ${c.name}` } : peak
  }, null)

const { platform, arch, versions } = process
const cores = availableParallelism()
const load = loadavg()[0]!
event('machine', { platform, arch, cores, node: versions.node, load })
say(`${platform} ${arch}, ${cores} cores, Node ${versions.node}; medians of up to ${rounds} interleaved turns`)
if (load > cores / 2) say(`load ${load.toFixed(1)} before the start: others compute here; several threads suffer most`)

const entrants: Entrant[] = []
for (const spec of contenders.filter(({ takes }) => chosen.some(takes))) {
  const child = start(spec)
  const loaded = await child.ask({ ask: 'load' }, 60_000)()
  if (E.isRight(loaded)) entrants.push({ spec, child })
  else {
    child.end()
    say(absence({ contender: spec, reason: loaded.left }))
    event('absent', { contender: spec.name, reason: loaded.left })
  }
}

const results: Result[] = []
for (const c of chosen) {
  const able = entrants.filter(({ spec }) => spec.takes(c))
  const outcomes =
    c.family === 'start'
      ? await measureStart(
          c,
          able.map(({ spec }) => spec),
          rounds,
        )
      : await measure(c, able, rounds)
  results.push(...resultsOf(c, outcomes))
}
const peak = peakOf(results)
for (const family of families) {
  const own = results.filter((r) => r.case.family === family)
  if (own.length > 0) say(`\n${tablesOf(family, own, peak)}`)
}
if (peak !== null) {
  say(`\n%: share of the highest rate of this run, ${peak.gflops.toFixed(0)} GFLOP/s (${peak.by}).`)
  event('peak', { ...peak })
}
for (const { child } of entrants) child.end()
