/** Interleaved runs: in each round every contender has its turn, one at a time. */
import { setTimeout as wait } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import type { Case, Spec } from './cases.js'
import { type Child, type Reply, start } from './child.js'
import type { ContenderSpec } from './contenders.js'

export interface Entrant {
  readonly spec: ContenderSpec
  readonly child: Child
}
export interface Figure {
  readonly contender: ContenderSpec
  /** Milliseconds of one run: the median of all turns, and the lowest. */
  readonly ms: number
  readonly lowest: number
  readonly turns: number
  readonly sample: readonly number[]
}
export interface Absent {
  readonly contender: ContenderSpec
  readonly reason: string
}
export type Outcome = E.Either<Absent, Figure>

/** A turn runs a case for about so long. */
const turnMs = 80
/** Turns before the first that counts, together: compilers that watch a program run have seen enough then. */
const warmMs = 300
/** A contender has so much time for the turns of one case; one run that takes longer is taken once. */
const caseMs = 3000
/** Compilers and slow contenders may take so long to make a case ready. */
const patienceMs = 150_000
/** What threads of the contender before may still spin. */
const restMs = 10

const median = (all: readonly number[]): number => {
  const sorted = all.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

interface Runner {
  readonly contender: ContenderSpec
  readonly sample: readonly number[]
  readonly rounds: number
  /** One turn: milliseconds of one run. */
  readonly turn: () => Promise<E.Either<string, number>>
}

const absent = (contender: ContenderSpec, reason: string): E.Either<Absent, never> => E.left({ contender, reason })

/** Makes a case ready and finds how many runs fill a turn. */
const warm = async (
  { spec: contender, child }: Entrant,
  spec: Spec,
  rounds: number,
): Promise<E.Either<Absent, Runner>> => {
  const ready = await child.ask({ ask: 'prepare', spec, via: contender.via }, patienceMs)()
  if (E.isLeft(ready)) return absent(contender, ready.left)
  const { ms, sample = [] } = ready.right
  const runs = (times: number): Promise<E.Either<string, Reply>> => child.ask({ ask: 'run', times }, patienceMs)()
  if (ms > caseMs) return E.right({ contender, sample, rounds: 1, turn: async () => E.right(ms) })
  let times = 1
  let all = ms
  for (let warmed = 0; all < turnMs / 2 || warmed < Math.min(warmMs, 3 * all); warmed += all) {
    times = Math.max(1, Math.min(times * 4, Math.ceil((times * turnMs) / Math.max(all, 1e-3))))
    const took = await runs(times)
    if (E.isLeft(took)) return absent(contender, took.left)
    all = took.right.ms
  }
  const turn = async () => E.Functor.map(await runs(times), (reply) => reply.ms / times)
  return E.right({ contender, sample, rounds: Math.max(1, Math.min(rounds, Math.floor(caseMs / all))), turn })
}

/** Turns of all, round by round. */
const interleaved = async (runners: readonly Runner[], rounds: number): Promise<readonly Outcome[]> => {
  const turns = runners.map((): number[] => [])
  const failed = new Map<number, string>()
  for (let round = 0; round < rounds; round++)
    for (const [i, { rounds: own, turn }] of runners.entries()) {
      if (round >= own || failed.has(i)) continue
      await wait(restMs)
      const took = await turn()
      if (E.isLeft(took)) failed.set(i, took.left)
      else turns[i]!.push(took.right)
    }
  return runners.map(({ contender, sample }, i) => {
    const all = turns[i]!
    if (all.length === 0) return absent(contender, failed.get(i) ?? 'no turn')
    return E.right({ contender, ms: median(all), lowest: Math.min(...all), turns: all.length, sample })
  })
}

/** A figure or a reason for each contender that takes the case. */
export const measure = async (
  { spec }: Case,
  entrants: readonly Entrant[],
  rounds: number,
): Promise<readonly Outcome[]> => {
  const ready: E.Either<Absent, Runner>[] = []
  for (const entrant of entrants) ready.push(await warm(entrant, spec!, rounds))
  const figures = await interleaved(
    ready.flatMap((r) => (E.isRight(r) ? [r.right] : [])),
    rounds,
  )
  return [...ready.filter(E.isLeft), ...figures]
}

/** What happens once in a process: each turn starts a fresh one. */
export const measureStart = async (
  { spec }: Case,
  all: readonly ContenderSpec[],
  rounds: number,
): Promise<readonly Outcome[]> => {
  const runners = all.map((contender): Runner => {
    let left = caseMs
    const turn: Runner['turn'] = async () => {
      if (left <= 0) return E.left('time is up')
      const child = start(contender)
      const loaded = await child.ask({ ask: 'load' }, patienceMs)()
      const answer = spec === null || E.isLeft(loaded) ? loaded : await child.ask({ ask: 'first', spec }, patienceMs)()
      child.end()
      return E.Functor.map(answer, ({ ms }) => {
        left -= ms
        return ms
      })
    }
    return { contender, sample: [], rounds, turn }
  })
  return interleaved(runners, rounds)
}
