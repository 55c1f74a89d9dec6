/** What a server offers of something learnt: predictions, labels if it learns, and what it knows of itself. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Reply, type Request, refusal } from '../http/index.js'

/** One thing that is wrong with a request. */
export interface Problem {
  /** Its place among the records of the request, from 0; `null`: the request itself. */
  readonly record: number | null
  readonly field?: string
  readonly problem: string
}

/** Counts and measures by name, for those who watch. */
export type Gauges = Readonly<Record<string, number>>

export interface Service {
  /** What it predicts from what, for people and programs. */
  readonly describe: () => Readonly<Record<string, unknown>>
  /** Answers a request for predictions; `count` is how many were made. */
  readonly predict: (request: Request) => { readonly reply: Reply; readonly count: number }
  /** Answers labels of earlier predictions; absent where nothing is learnt. */
  readonly label?: (request: Request) => Reply
  readonly gauges: () => Gauges
  /** Looks for something newer; says what it found in one line, or nothing. A bad file leaves all as it was. */
  readonly refresh: () => Promise<string | null>
  /** Saves what was learnt since the last time; `Left` in one line where that failed. */
  readonly save: TE.TaskEither<string, void>
}

/** A refusal with all that is wrong. */
export const wrong = (problems: readonly Problem[]): Reply =>
  refusal(400, `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; see problems`, { problems })

/** The JSON of a body. */
export const jsonOf = ({ body }: Request): E.Either<readonly Problem[], unknown> =>
  E.tryCatch(
    () => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown,
    (): readonly Problem[] => [{ record: null, problem: 'the body is no JSON in UTF-8' }],
  )

/** One or several: what a body holds, and whether as a list. */
export const listed = (value: unknown): { readonly all: readonly unknown[]; readonly list: boolean } =>
  Array.isArray(value) ? { all: value, list: true } : { all: [value], list: false }
