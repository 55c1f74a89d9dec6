/** `fluxion stream`: learns from live records, tells how it goes, and can be stopped and gone on with at any moment. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { defaultIfEmpty, lastValueFrom, type Observable, takeUntil, tap } from 'rxjs'
import { foldIn, key } from '../core/index.js'
import {
  type Checkpoints,
  type LiveCheckpoint,
  liveCheckpoint,
  openCheckpoints,
  openSource,
  showFileError,
} from '../io/index.js'
import {
  type BufferPolicy,
  checkLive,
  checkpointEvery,
  type Decoded,
  type Live,
  type LiveEmission,
  type LivePlace,
  type LiveSettings,
  live,
  liveRun,
  type Row,
  type Source,
} from '../streams/index.js'
import { type DeadLetterFile, openDeadLetters } from './deadLetterFile.js'
import { interruption } from './interruption.js'
import type { Output } from './output.js'
import { numbersOf, otherSettings, streamLine, streamSummary } from './streamReport.js'

/** When to save: after so many records, or milliseconds. */
export type Every = { readonly every: number } | { readonly interval: number }

export interface StreamOptions {
  readonly source: string
  readonly settings: LiveSettings
  readonly format: 'csv' | 'ndjson' | undefined
  readonly policy: BufferPolicy | undefined
  /** Records that wait at most, where the source pushes. */
  readonly buffer: number
  readonly checkpoint: string | undefined
  readonly every: Every
  readonly keep: number
  readonly deadLetters: string | undefined
  readonly limit: number | undefined
  /** Seconds between two lines where nobody watches. */
  readonly report: number
  /** The command as it was given: how to go on. */
  readonly command: string
}

type Result<A> = TE.TaskEither<readonly string[], A>

/** A fault that a person reads as one line. */
const lineOf = (error: unknown): readonly string[] => [
  typeof error === 'object' && error !== null && 'file' in error
    ? showFileError(error as Parameters<typeof showFileError>[0])
    : error instanceof Error
      ? error.message
      : String(error),
]

const opened = (
  { source, format, policy, buffer, settings }: StreamOptions,
  output: Output,
): E.Either<readonly string[], Source<Decoded<Row>>> => {
  const random = foldIn(key(settings.seed), 1)
  const notice = (event: unknown): void => {
    const { fault, attempt, milliseconds } = event as { fault?: Error; attempt?: number; milliseconds?: number }
    if (fault === undefined || attempt === undefined || milliseconds === undefined) return
    output.say(`${fault.message} (attempt ${attempt}, again in ${(milliseconds / 1000).toFixed(1)} s)`)
    output.event({ event: 'fault', source, message: fault.message, attempt })
  }
  const waits =
    policy === undefined
      ? {}
      : { buffer: policy === 'sample' ? { capacity: buffer, policy, key: random } : { capacity: buffer, policy } }
  return pipe(
    openSource(source, { format, ...waits, key: foldIn(key(settings.seed), process.pid), notice }),
    E.mapLeft(lineOf),
  )
}

/** The folder of checkpoints, taken over, if it is of this run; `null`: none is kept. */
const checkpointsOf = (
  { checkpoint, keep, settings, source }: StreamOptions,
  output: Output,
): Result<Checkpoints<LiveCheckpoint> | null> =>
  checkpoint === undefined
    ? TE.right(null)
    : pipe(
        openCheckpoints(liveCheckpoint, { keep })(checkpoint),
        TE.mapLeft(lineOf),
        TE.chainEitherK(({ restored, save }) => {
          const other = restored === null ? null : otherSettings({ settings, source }, restored.value)
          if (other !== null)
            return E.left([`${checkpoint}: its run was begun with ${other}; give the same, or another folder`])
          for (const error of restored?.passed ?? []) output.say(`passed over: ${showFileError(error)}`)
          if (restored !== null) {
            const { records } = restored.value.state
            output.say(`goes on after ${records.toLocaleString('en-US')} records, from ${restored.file}`)
            output.event({ event: 'resumed', records, checkpoint: restored.file, passed: restored.passed })
          }
          return E.right({ restored, save })
        }),
      )

interface Parts {
  readonly learner: Live
  readonly source: Source<Decoded<Row>>
  readonly checkpoints: Checkpoints<LiveCheckpoint> | null
  readonly letters: DeadLetterFile
}

/** Saves states as they come, if there is where to. */
const saving = (options: StreamOptions, { checkpoints }: Parts, output: Output) => {
  const { settings, source, every } = options
  let before = checkpoints?.restored?.value.state.records ?? 0
  return (states: Observable<LiveEmission>): Observable<LiveEmission> =>
    checkpoints === null
      ? states
      : states.pipe(
          checkpointEvery({
            ...every,
            size: ({ state }) => {
              const more = state.records - before
              before = state.records
              return more
            },
            save: ({ state, offset }: LiveEmission) =>
              pipe(
                checkpoints.save({ settings, source, offset, state, waiting: null }),
                TE.map((file) => output.event({ event: 'checkpoint', file, records: state.records })),
              ),
          }),
        )
}

/** Shows a line at most ten times a second, and one that stays each `report` seconds. */
const watching = ({ report }: StreamOptions, { learner, source }: Parts, output: Output, start: LivePlace) => {
  const began = performance.now()
  let [shown, told] = [0, began]
  return ({ state }: LiveEmission): void => {
    const now = performance.now()
    if (now - shown < 100) return
    shown = now
    const rate = (state.records - start.state.records) / ((now - began) / 1000)
    const numbers = numbersOf(learner, state, source, rate)
    output.live(streamLine(numbers))
    if (now - told < 1000 * report) return
    told = now
    if (!output.terminal) output.say(streamLine(numbers))
    output.event({ event: 'progress', ...numbers })
  }
}

const run =
  (options: StreamOptions, output: Output) =>
  (parts: Parts): Result<void> =>
  async () => {
    const { learner, source, checkpoints, letters } = parts
    const restored = checkpoints?.restored?.value
    const start: LivePlace = restored ?? { state: learner.init, offset: null }
    const began = performance.now()
    let stopped = false
    const { limit, every } = options
    const size = 'every' in every ? Math.min(256, every.every) : 256
    try {
      const { state } = await lastValueFrom(
        liveRun(learner, source, start, { size, ...(limit === undefined ? {} : { limit }) }).pipe(
          tap(({ deadLetters }) => letters.append(deadLetters)),
          takeUntil(
            interruption.pipe(
              tap(() => {
                stopped = true
              }),
            ),
          ),
          tap(watching(options, parts, output, start)),
          saving(options, parts, output),
          defaultIfEmpty({ ...start, deadLetters: [] }),
        ),
      )
      output.settle()
      const seconds = (performance.now() - began) / 1000
      const numbers = numbersOf(learner, state, source, (state.records - start.state.records) / seconds)
      const event = { ...numbers, seconds, checkpoint: options.checkpoint ?? null }
      output.say(streamSummary(numbers, seconds))
      if (!stopped) {
        output.event({ event: 'done', ...event })
        return E.right(undefined)
      }
      process.exitCode = 130
      const kept =
        options.checkpoint === undefined
          ? 'nothing was kept; give --checkpoint DIR to go on later'
          : `saved to ${options.checkpoint}`
      output.say(`stopped; ${kept}`)
      if (options.checkpoint !== undefined) output.say(`go on with: ${options.command}`)
      output.event({
        event: 'interrupted',
        ...event,
        resume: options.checkpoint === undefined ? null : options.command,
      })
      return E.right(undefined)
    } catch (error) {
      output.settle()
      return E.left(lineOf(error))
    } finally {
      letters.close()
    }
  }

/** Learns from a source until it ends, a limit is reached, or a person stops it. */
export const stream =
  (output: Output) =>
  (options: StreamOptions): Result<void> =>
    pipe(
      TE.Do,
      TE.bind('settings', () => TE.fromEither(checkLive(options.settings))),
      TE.bind('source', () => TE.fromEither(opened(options, output))),
      TE.bind('checkpoints', () => checkpointsOf(options, output)),
      TE.bind('letters', () => TE.fromEither(pipe(openDeadLetters(options.deadLetters), E.mapLeft(lineOf)))),
      TE.chain(({ settings, source, checkpoints, letters }) =>
        run(options, output)({ learner: live(settings), source, checkpoints, letters }),
      ),
    )
