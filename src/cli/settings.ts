/** What a training run was asked to do: kept in the model file, so that it can be resumed. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { knownDatasets, Task } from '../data/index.js'
import { loadModel, type ModelFile, type StoredRun } from '../io/index.js'
import { activations, architectures } from '../models/index.js'
import { optimizers } from '../optim/index.js'
import { trainables } from './transfer.js'

const names = t.readonlyArray(t.string)

const schedules = { decay: null, cosine: null, onecycle: null }
export const scheduleNames: readonly string[] = Object.keys(schedules)

const Common = t.type({
  seed: t.number,
  epochs: t.number,
  batch: t.number,
  patience: t.union([t.number, t.null]),
  validation: t.number,
  hidden: t.readonlyArray(t.number),
  activation: t.keyof(activations),
  dropout: t.number,
  optimizer: t.keyof(optimizers),
  rate: t.number,
  schedule: t.keyof(schedules),
  decay: t.number,
  weightDecay: t.number,
})
export type Common = Readonly<t.TypeOf<typeof Common>>

export const TableSettings = t.intersection([
  Common,
  t.type({
    kind: t.literal('table'),
    target: t.string,
    drop: names,
    numeric: names,
    categorical: names,
    task: t.union([Task, t.null]),
    loss: t.union([t.string, t.null]),
    test: t.number,
    scale: t.keyof({ standard: null, minMax: null, none: null }),
    unknown: t.keyof({ error: null, ignore: null, bucket: null }),
    impute: t.keyof({ mean: null, median: null, 'most-frequent': null, error: null }),
  }),
])
export type TableSettings = Readonly<t.TypeOf<typeof TableSettings>>

export const ImageSettings = t.intersection([
  Common,
  t.type({
    kind: t.literal('images'),
    dataset: t.keyof({ ...knownDatasets, folder: null }),
    model: t.keyof(architectures),
    width: t.number,
    smoothing: t.number,
    augment: names,
    limit: t.union([t.number, t.null]),
    classes: t.union([names, t.null]),
    transfer: t.union([t.string, t.null]),
    keep: t.union([t.number, t.null]),
    trainable: t.keyof(trainables),
  }),
])
export type ImageSettings = Readonly<t.TypeOf<typeof ImageSettings>>

/** What a person may change when a run goes on. */
export interface Overrides {
  readonly epochs?: number | undefined
  readonly patience?: number | null | undefined
}

/** Why a run of this command cannot go on. */
export const otherVersion = (file: string): string =>
  `${file}: its run was saved by another version of fluxion; train without --resume`

/** The settings of a run: as asked for, or out of the file to resume with what was asked for anew; in their ranges. */
export const settled = <A extends Common & { readonly kind: string }>(
  codec: t.Type<A, unknown, unknown>,
  asked: A,
  resume: string | undefined,
  { epochs, patience }: Overrides,
): TE.TaskEither<readonly string[], A> =>
  pipe(
    resume === undefined
      ? TE.right(asked)
      : pipe(
          loadModel(resume),
          TE.chainEitherK(({ run }) =>
            pipe(
              codec.decode(run?.settings),
              E.bimap(
                (): readonly string[] => [
                  run?.settings.kind === asked.kind
                    ? otherVersion(resume)
                    : `${resume}: it holds no run of this command; fluxion show ${resume} tells what it is`,
                ],
                (stored): A => ({
                  ...stored,
                  ...(epochs === undefined ? {} : { epochs }),
                  ...(patience === undefined ? {} : { patience }),
                }),
              ),
            ),
          ),
        ),
    TE.filterOrElse(
      (settings) => settingErrors(settings).length === 0,
      (settings) => settingErrors(settings),
    ),
  )

/** A run to go on with, and the file it is in. */
export interface Resumed extends StoredRun {
  readonly file: string
  readonly model: ModelFile
}

/** The run in the file to resume, if its data is the data at hand; `null` where nothing is resumed. */
export const storedRun = (
  resume: string | undefined,
  digest: string,
): TE.TaskEither<readonly string[], Resumed | null> =>
  resume === undefined
    ? TE.right(null)
    : pipe(
        loadModel(resume),
        TE.filterOrElse(
          ({ run }) => run?.digest === digest,
          (): readonly string[] => [
            `${resume}: it was trained on other data; give the same file, or train without --resume`,
          ],
        ),
        TE.map((model) => model.run && { ...model.run, file: resume, model }),
      )

const whole = (least: number) => (n: number) =>
  Number.isSafeInteger(n) && n >= least ? null : `a whole number of at least ${least}`
const fraction = (n: number) => (n >= 0 && n < 1 ? null : 'a number from 0 to below 1')

/** One line for each setting out of its range. */
export const settingErrors = (
  s: Common & Partial<Pick<TableSettings, 'test'> & Pick<ImageSettings, 'limit' | 'width' | 'smoothing'>>,
): readonly string[] => {
  const checks: readonly (readonly [string, unknown, string | null])[] = [
    ['seed', s.seed, whole(0)(s.seed)],
    ['epochs', s.epochs, whole(1)(s.epochs)],
    ['batch', s.batch, whole(1)(s.batch)],
    ['patience', s.patience, s.patience === null ? null : whole(0)(s.patience)],
    ['limit', s.limit, s.limit === null || s.limit === undefined ? null : whole(1)(s.limit)],
    ['validation', s.validation, fraction(s.validation)],
    ['test', s.test, s.test === undefined ? null : s.test > 0 ? fraction(s.test) : 'a number above 0 and below 1'],
    ['dropout', s.dropout, fraction(s.dropout)],
    ['rate', s.rate, Number.isFinite(s.rate) && s.rate > 0 ? null : 'a number above 0'],
    ['width', s.width, s.width === undefined ? null : whole(1)(s.width)],
    ['smoothing', s.smoothing, s.smoothing === undefined ? null : fraction(s.smoothing)],
    [
      'weight-decay',
      s.weightDecay,
      Number.isFinite(s.weightDecay) && s.weightDecay >= 0 ? null : 'a number of at least 0',
    ],
    ['decay', s.decay, s.decay > 0 && s.decay <= 1 ? null : 'a number above 0, at most 1'],
    ...s.hidden.map((n) => ['hidden', n, whole(1)(n)] as const),
  ]
  return checks.flatMap(([name, value, expected]) =>
    expected === null ? [] : [`--${name} must be ${expected}, got ${String(value)}`],
  )
}
