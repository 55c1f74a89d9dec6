/** What a training run was asked to do: kept in the model file, so that it can be resumed. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { Task } from '../data/index.js'

const names = t.readonlyArray(t.string)

const Common = t.type({
  seed: t.number,
  epochs: t.number,
  batch: t.number,
  patience: t.union([t.number, t.null]),
  validation: t.number,
  hidden: t.readonlyArray(t.number),
  activation: t.string,
  dropout: t.number,
  optimizer: t.string,
  rate: t.number,
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
  t.type({ kind: t.literal('images'), dataset: t.literal('mnist'), limit: t.union([t.number, t.null]) }),
])
export type ImageSettings = Readonly<t.TypeOf<typeof ImageSettings>>

/** What a person may change when a run goes on. */
export interface Overrides {
  readonly epochs?: number | undefined
  readonly patience?: number | null | undefined
}

/** Settings out of a model file, with what the person asked for anew. */
export const resumed =
  <A extends Common>(codec: t.Type<A, unknown, unknown>, file: string) =>
  (stored: unknown, { epochs, patience }: Overrides): E.Either<readonly string[], A> => {
    const decoded = codec.decode(stored)
    if (E.isLeft(decoded))
      return E.left([
        `${file}: it was trained by another command; resume it with that one (fluxion show ${file} tells)`,
      ])
    const changed = { ...(epochs === undefined ? {} : { epochs }), ...(patience === undefined ? {} : { patience }) }
    return E.right({ ...decoded.right, ...changed })
  }

const whole = (least: number) => (n: number) =>
  Number.isSafeInteger(n) && n >= least ? null : `a whole number of at least ${least}`
const fraction = (n: number) => (n >= 0 && n < 1 ? null : 'a number from 0 to below 1')

/** One line for each setting out of its range. */
export const settingErrors = (s: Common & { readonly test?: number }): readonly string[] => {
  const checks: readonly (readonly [string, unknown, string | null])[] = [
    ['seed', s.seed, whole(0)(s.seed)],
    ['epochs', s.epochs, whole(1)(s.epochs)],
    ['batch', s.batch, whole(1)(s.batch)],
    ['patience', s.patience, s.patience === null ? null : whole(1)(s.patience)],
    ['validation', s.validation, fraction(s.validation)],
    ['test', s.test, s.test === undefined ? null : s.test > 0 ? fraction(s.test) : 'a number above 0 and below 1'],
    ['dropout', s.dropout, fraction(s.dropout)],
    ['rate', s.rate, Number.isFinite(s.rate) && s.rate > 0 ? null : 'a number above 0'],
    ...s.hidden.map((n) => ['hidden', n, whole(1)(n)] as const),
  ]
  return checks.flatMap(([name, value, expected]) =>
    expected === null ? [] : [`--${name} must be ${expected}, got ${String(value)}`],
  )
}
