/** The model file: architecture, preprocessing, parameters, and the training run with everything needed to go on. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { key } from '../core/key.js'
import { sameShape } from '../core/shape.js'
import { sameForm } from '../core/tree.js'
import { Encoder, Task, width } from '../data/index.js'
import { settle } from '../engine/read.js'
import { fromSpecs, type LayerSpec } from '../models/index.js'
import type { Fit } from '../streams/index.js'
import { readWhole, writeWhole } from './atomic.js'
import { decodeBundle, decodeWith, encodeBundle, tensor } from './bundle.js'
import { type FileError, showFileError } from './fileError.js'
import { LayerSpecs } from './layerSpec.js'

/** Of all values, or one for each channel. */
const Scaled = t.union([t.number, t.readonlyArray(t.number)])
const Preprocessing = t.union([
  t.strict({ kind: t.literal('table'), encoder: Encoder }),
  t.strict({
    kind: t.literal('images'),
    shape: t.readonlyArray(t.number),
    classes: t.readonlyArray(t.string),
    mean: Scaled,
    deviation: Scaled,
  }),
])
/** How raw rows become what the model reads. */
export type Preprocessing = Readonly<t.TypeOf<typeof Preprocessing>>

const Position = t.strict({ epoch: t.number, batch: t.number })
const Epoch = t.strict({ epoch: t.number, value: t.number, loss: t.number, metrics: t.record(t.string, t.number) })
const Reason = t.union([
  t.strict({ reason: t.literal('epochs') }),
  t.strict({ reason: t.literal('patience') }),
  t.strict({ reason: t.literal('diverged'), step: t.number, message: t.string }),
])
/** A run, but for the best snapshot, which is the model itself. */
const StoredFit = t.strict({
  training: t.strict({
    params: t.unknown,
    state: t.unknown,
    optimizer: t.unknown,
    key: tensor,
    step: tensor,
    loss: tensor,
  }),
  position: Position,
  running: t.strict({ loss: t.number, rows: t.number }),
  history: t.readonlyArray(Epoch),
  best: t.union([t.strict({ epoch: t.number, value: t.number }), t.null]),
  stopped: t.union([Reason, t.null]),
})
const Content = t.strict({
  task: Task,
  layers: LayerSpecs,
  preprocessing: Preprocessing,
  params: t.unknown,
  state: t.unknown,
  run: t.union([t.strict({ settings: t.UnknownRecord, digest: t.string, fit: StoredFit }), t.null]),
})
type Content = t.TypeOf<typeof Content>

/** A training run as it was saved. */
export interface StoredRun {
  /** What it was asked to do; its command knows the form. */
  readonly settings: Readonly<Record<string, unknown>>
  /** SHA-256 of the data, in hexadecimal. */
  readonly digest: string
  readonly fit: Fit<any, any, any>
}
export interface ModelFile {
  readonly task: Task
  readonly layers: readonly LayerSpec[]
  readonly preprocessing: Preprocessing
  /** Of the best epoch. */
  readonly params: any
  readonly state: any
  readonly run: StoredRun | null
}

const kind = 'model'
const version = 1

const contentOf = ({ run, ...file }: ModelFile): unknown => {
  if (run === null) return { ...file, run }
  const { best, ...fit } = run.fit
  const stored = best === null ? null : { epoch: best.epoch, value: best.value }
  return { ...file, run: { settings: run.settings, digest: run.digest, fit: { ...fit, best: stored } } }
}

/** A model file as bytes: a safetensors file that other tools can open. The same model gives the same bytes. */
export const encodeModel = (file: ModelFile): Uint8Array => encodeBundle(kind, version, settle(contentOf(file)))

/** Whether images can be scaled so: one mean and one deviation above 0, or as many as there are channels. */
const scales = ({ mean, deviation, shape }: Extract<Preprocessing, { kind: 'images' }>): boolean =>
  [mean, deviation].every((x) => typeof x === 'number' || x.length === shape.at(-1)) &&
  [deviation].flat().every((x) => x > 0)

/** What the fields cannot say each for itself. */
const inconsistency = ({ layers, params, state, preprocessing, run, task }: Content): string | undefined => {
  try {
    const model = fromSpecs(layers as readonly LayerSpec[])
    const first = model.init(key(0))
    if (!sameForm(first, { params, state })) return 'its parameters do not fit its layers'
    if (run !== null) {
      const { params: now, state: then } = run.fit.training
      if (!sameForm(first, { params: now, state: then })) return 'its training run does not fit its layers'
    }
    const shape = preprocessing.kind === 'table' ? [width(preprocessing.encoder)] : preprocessing.shape
    const outputs =
      preprocessing.kind === 'images'
        ? preprocessing.classes.length
        : task === 'multiclass' && preprocessing.encoder.target.kind === 'classes'
          ? preprocessing.encoder.target.classes.length
          : 1
    const [reads] = layers as readonly LayerSpec[]
    if (reads?.layer !== 'input' || !sameShape(reads.shape, shape)) return 'its first layer does not fit its inputs'
    if (preprocessing.kind === 'images' && !scales(preprocessing)) return 'its scaling does not fit its channels'
    return sameShape(model.out, [outputs]) ? undefined : 'its last layer does not fit its target'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A model file from bytes; one error for a damaged or foreign file. */
export const decodeModel =
  (source: string) =>
  (bytes: Uint8Array): E.Either<FileError, ModelFile> =>
    pipe(
      decodeBundle(kind, version)(source)(bytes),
      E.chain(decodeWith(Content)(source)),
      E.filterOrElse(
        (content) => inconsistency(content) === undefined,
        (content): FileError => ({
          file: source,
          what: `the model is damaged: ${inconsistency(content)}`,
          fix: 'take another copy, or train it again',
        }),
      ),
      E.map(({ run, ...content }): ModelFile => {
        const { params, state } = content
        const file = { ...content, layers: content.layers as readonly LayerSpec[] }
        if (run === null) return { ...file, run }
        const best = run.fit.best === null ? null : { ...run.fit.best, snapshot: { params, state } }
        return { ...file, run: { ...run, fit: { ...run.fit, best } as Fit<any, any, any> } }
      }),
    )

const inOneLine = TE.mapLeft((error: FileError): readonly string[] => [showFileError(error)])

/** Writes a model file whole or not at all. */
export const saveModel =
  (path: string) =>
  (file: ModelFile): TE.TaskEither<readonly string[], void> =>
    inOneLine(writeWhole(path)(encodeModel(file)))

/** Reads a model file; one line for whatever is wrong with it. */
export const loadModel = (path: string): TE.TaskEither<readonly string[], ModelFile> =>
  inOneLine(pipe(readWhole(path), TE.chainEitherK(decodeModel(path))))
