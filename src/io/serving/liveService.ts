/** A folder of checkpoints as a service: it predicts by the newest, and learns labels where it may. */
import { randomUUID } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  type Cell,
  cell,
  type DelayedState,
  delayedMachine,
  type Live,
  type LiveState,
  learnsClasses,
  live,
  type Row,
  type Said,
} from '../../streams/index.js'
import { type Checkpoints, openCheckpoints, type Restored, readCheckpoint } from '../checkpoint.js'
import { type FileError, fileError, showFileError } from '../fileError.js'
import { json, type Reply, type Request } from '../http/index.js'
import { type LiveCheckpoint, liveCheckpoint, type Waiting } from '../liveCheckpoint.js'
import { gathered, rowsOfBody } from './rows.js'
import { jsonOf, listed, type Problem, type Service, wrong } from './service.js'

export interface LiveServiceOptions {
  /** Whether labels are learnt: then the folder is taken over, and whoever wrote to it no longer can. */
  readonly learns: boolean
  /** Predictions that may wait for their labels. */
  readonly waiting: number
  /** Milliseconds for which they wait. */
  readonly within: number
  /** Checkpoints to keep. */
  readonly keep: number
}

/** What a prediction says, as programs read it: the likeliest class with the probabilities of all, or a number. */
const told = (said: Said) => {
  if (typeof said === 'number') return { prediction: said }
  const entries = Object.entries(said)
  const [likeliest] = entries.toSorted(([, a], [, b]) => b - a)
  return { prediction: likeliest?.[0] ?? null, probabilities: said }
}

/** What a row holds that the learner cannot read: text where it learnt numbers, or the other way round. */
const misread = (learner: Live, state: LiveState) => {
  const { numbers, words } = learner.seen(state)
  const kinds = new Map<string, 'number' | 'word'>([
    ...words.map((name) => [name, 'word'] as const),
    ...numbers.map((name) => [name, 'number'] as const),
  ])
  return (row: Row, record: number): readonly Problem[] =>
    Object.entries(row).flatMap(([field, value]): readonly Problem[] => {
      const kind = kinds.get(field)
      if (kind === undefined || value === null) return []
      const isNumber = typeof value === 'number'
      if (isNumber === (kind === 'number')) return []
      const problem = isNumber ? 'expected text, as the records before' : 'expected a number, as the records before'
      return [{ record, field, problem }]
    })
}

interface Label {
  readonly id: string
  readonly y: Cell
}
const labelAt =
  (settings: Live['settings']) =>
  (value: unknown, record: number): E.Either<readonly Problem[], Label> => {
    const problem = (field: string, text: string) => E.left([{ record, field, problem: text }])
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return E.left([{ record, problem: 'expected { "id": …, "label": … }' }])
    const { id, label } = value as { readonly id?: unknown; readonly label?: unknown }
    if (typeof id !== 'string') return problem('id', 'expected the id of a prediction')
    if (!cell.is(label) || label === null) return problem('label', 'expected text, a number, true or false')
    if (!learnsClasses(settings))
      return typeof label === 'number' ? E.right({ id, y: label }) : problem('label', 'expected a number')
    const { classes } = settings
    return classes.length === 0 || classes.includes(String(label))
      ? E.right({ id, y: label })
      : problem('label', `expected one of ${classes.join(', ')}`)
  }

interface Now {
  readonly state: LiveState
  readonly waiting: DelayedState<Waiting>
}

const service = (
  folder: string,
  first: LiveCheckpoint,
  file: string,
  checkpoints: Checkpoints<LiveCheckpoint> | null,
  { waiting: records, within }: LiveServiceOptions,
): Service => {
  const machine = delayedMachine<Waiting, Cell>({ records, within })
  let origin = first
  let learner = live(first.settings)
  let now: Now = { state: first.state, waiting: first.waiting ?? machine.init }
  let [from, saved, loads, failures] = [file, now, 1, 0]

  const predict = (request: Request) =>
    pipe(
      rowsOfBody(request, misread(learner, now.state)),
      E.match(
        (problems) => ({ reply: wrong(problems), count: 0 }),
        ({ rows, list }) => {
          const left = new Set([origin.settings.target, ...origin.settings.drop])
          const predictions = rows.map((row) => {
            const x = Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name)))
            const said = learner.predict(now.state, x)
            if (checkpoints === null) return told(said)
            const id = randomUUID()
            const [waiting] = machine.step(now.waiting, { _tag: 'Record', at: Date.now(), id, value: { x, said } })
            now = { ...now, waiting }
            return { id, ...told(said) }
          })
          return { reply: json(200, list ? { predictions } : predictions[0]), count: predictions.length }
        },
      ),
    )

  const label = (request: Request): Reply =>
    pipe(
      jsonOf(request),
      E.chain((value) => gathered(listed(value).all.map(labelAt(origin.settings)))),
      E.match(wrong, (labels) => {
        const before = now.waiting.counts
        for (const { id, y } of labels) {
          const [waiting, joined] = machine.step(now.waiting, { _tag: 'Label', at: Date.now(), id, y })
          now = {
            waiting,
            state: joined.reduce((state, { value: { x, said } }) => learner.learnLate(state, x, y, said), now.state),
          }
        }
        const after = now.waiting.counts
        const fates = ['joined', 'unknown', 'duplicate', 'late'] as const
        return json(
          200,
          Object.fromEntries(fates.map((fate) => [fate === 'joined' ? 'learnt' : fate, after[fate] - before[fate]])),
        )
      }),
    )

  /** The newest checkpoint of whoever writes there, where that is not this process. */
  const refresh = async (): Promise<string | null> => {
    if (checkpoints !== null) return null
    const newest = await readCheckpoint(liveCheckpoint)(folder)()
    if (E.isLeft(newest)) {
      failures++
      return `${showFileError(newest.left)}; what was read before goes on serving`
    }
    if (newest.right === null || newest.right.file === from) return null
    from = newest.right.file
    origin = newest.right.value
    learner = live(origin.settings)
    now = { ...now, state: origin.state }
    loads++
    return `${from}: read`
  }

  const save: TE.TaskEither<string, void> = async () => {
    if (checkpoints === null || now === saved) return E.right(undefined)
    const { state, waiting } = now
    const held = now
    return pipe(
      checkpoints.save({ ...origin, state, waiting }),
      TE.bimap(showFileError, () => {
        saved = held
      }),
    )()
  }

  return {
    describe: () => {
      const { settings } = origin
      const { numbers, words, classes } = learner.seen(now.state)
      return {
        kind: 'live',
        learns: checkpoints !== null,
        model: settings.model,
        target: settings.target,
        numbers,
        words,
        ...(classes.length > 0 ? { classes } : {}),
      }
    },
    predict,
    ...(checkpoints === null ? {} : { label }),
    gauges: () => {
      const { rolling, total } = learner.measure(now.state)
      const { counts } = now.waiting
      return {
        records: now.state.records,
        labelled: now.state.labelled,
        drifts: now.state.learning.drifts,
        model_loads: loads,
        model_load_failures: failures,
        ...Object.fromEntries(Object.entries(rolling).map(([name, value]) => [`rolling_${name}`, value])),
        ...Object.fromEntries(Object.entries(total).map(([name, value]) => [`total_${name}`, value])),
        ...Object.fromEntries(Object.entries(counts).map(([name, value]) => [`labels_${name}`, value])),
      }
    },
    refresh,
    save,
  }
}

interface Opened {
  readonly restored: Restored<LiveCheckpoint>
  readonly checkpoints: Checkpoints<LiveCheckpoint> | null
}

const nothing = (folder: string): FileError =>
  fileError(folder, 'there is no checkpoint in it', 'begin one with fluxion stream … --checkpoint')

/** The service of a folder of checkpoints that `fluxion stream` wrote; `Left` where there is none that is whole. */
export const liveService =
  (options: LiveServiceOptions) =>
  (folder: string): TE.TaskEither<readonly string[], Service> =>
    pipe(
      readCheckpoint(liveCheckpoint)(folder),
      TE.chain((read) => (read === null ? TE.left(nothing(folder)) : TE.right(read))),
      TE.chain(
        (read): TE.TaskEither<FileError, Opened> =>
          options.learns
            ? pipe(
                openCheckpoints(liveCheckpoint, { keep: options.keep })(folder),
                TE.map((checkpoints) => ({ restored: checkpoints.restored ?? read, checkpoints })),
              )
            : TE.right({ restored: read, checkpoints: null }),
      ),
      TE.bimap(
        (error): readonly string[] => [showFileError(error)],
        ({ restored, checkpoints }) => service(folder, restored.value, restored.file, checkpoints, options),
      ),
    )
