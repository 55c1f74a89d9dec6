/** An encoder is a fitted value: plain data that turns a table into tensors, kept inside the model file. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { FiniteNumber } from './finite.js'
import { oneHotWidth, Unknown } from './oneHot.js'
import { invertScaling, Scaling } from './scale.js'
import { Task } from './task.js'

const NumericFeature = t.strict({
  kind: t.literal('numeric'),
  name: t.string,
  /** What a blank becomes, before scaling; `null`: an error. */
  blank: t.union([FiniteNumber, t.null]),
  scaling: Scaling,
})

const CategoricalFeature = t.strict({
  kind: t.literal('categorical'),
  name: t.string,
  /** What a blank becomes; `null`: an error. */
  blank: t.union([t.string, t.null]),
  vocabulary: t.readonlyArray(t.string),
  unknown: Unknown,
})

const ClassTarget = t.strict({ kind: t.literal('classes'), name: t.string, classes: t.readonlyArray(t.string) })
const NumberTarget = t.strict({ kind: t.literal('number'), name: t.string, scaling: Scaling })

const Fields = t.strict({
  task: Task,
  features: t.readonlyArray(t.union([t.readonly(NumericFeature), t.readonly(CategoricalFeature)])),
  target: t.union([t.readonly(ClassTarget), t.readonly(NumberTarget)]),
})
/** The fitted features in the order of their columns, and the fitted target. */
export type Encoder = Readonly<t.TypeOf<typeof Fields>>
export type Feature = Encoder['features'][number]

/** What the fields cannot say each for itself; `undefined` when all is well. */
const inconsistency = ({ task, features, target }: Encoder): string | undefined => {
  const scalings = [
    ...features.flatMap((f) => (f.kind === 'numeric' ? [f.scaling] : [])),
    ...(target.kind === 'number' ? [target.scaling] : []),
  ]
  const names = [target.name, ...features.map((f) => f.name)]
  if (scalings.some((s) => s.scale <= 0)) return 'a scale is not above 0'
  if (new Set(names).size < names.length) return 'two columns have one name'
  if (features.length === 0) return 'there is no feature'
  if (features.some((f) => f.kind === 'categorical' && f.vocabulary.length === 0)) return 'a vocabulary is empty'
  if ((task === 'regression') !== (target.kind === 'number')) return `the target does not suit the task ${task}`
  if (target.kind === 'number') return undefined
  if (task === 'binary' && target.classes.length !== 2) return 'a binary task needs two classes'
  return target.classes.length < 2 ? 'a task needs at least two classes' : undefined
}

/** Decodes an encoder from JSON: the fields, and that they fit together. Encodes to plain JSON data. */
export const Encoder = new t.Type<Encoder, unknown>(
  'Encoder',
  (u): u is Encoder => Fields.is(u) && inconsistency(u) === undefined,
  (u, context) => {
    const fields = Fields.validate(u, context)
    if (E.isLeft(fields)) return fields
    const wrong = inconsistency(fields.right)
    return wrong === undefined ? fields : t.failure(u, context, wrong)
  },
  Fields.encode,
)

/** Columns a feature takes in the tensor. */
export const widthOf = (feature: Feature): number => (feature.kind === 'numeric' ? 1 : oneHotWidth(feature))

/** Columns of the tensor of features. */
export const width = (encoder: Encoder): number => encoder.features.reduce((sum, f) => sum + widthOf(f), 0)

/** What a column of the tensor is: a number by its name, or 1 where a feature has a label and 0 where it has not. */
export type ColumnMeaning = string | { readonly name: string; readonly label: string }

/** What each column of the tensor is. */
export const columnMeanings = ({ features }: Encoder): readonly ColumnMeaning[] =>
  features.flatMap((f): readonly ColumnMeaning[] =>
    f.kind === 'numeric'
      ? [f.name]
      : [...f.vocabulary, ...(f.unknown === 'bucket' ? ['<unknown>'] : [])].map((label) => ({ name: f.name, label })),
  )

/** A name for each column of the tensor: `Age`, `Geography=France`, and `Geography=<unknown>` for a bucket. */
export const featureNames = (encoder: Encoder): readonly string[] =>
  columnMeanings(encoder).map((of) => (typeof of === 'string' ? of : `${of.name}=${of.label}`))

/** The same encoder without scaling: numbers in the units of the table, for models that need no scale and are to be read. */
export const inUnits = ({ task, features, target }: Encoder): Encoder => {
  const scaling = { kind: 'none', offset: 0, scale: 1 } as const
  return {
    task,
    features: features.map((f) => (f.kind === 'numeric' ? { ...f, scaling } : f)),
    target: target.kind === 'number' ? { ...target, scaling } : target,
  }
}

/** Each feature with its columns of the tensor: the indicators of one category belong together. */
export const featureColumns = ({
  features,
}: Encoder): readonly { readonly name: string; readonly columns: readonly number[] }[] => {
  const ends = features.map((_, i) => features.slice(0, i + 1).reduce((sum, f) => sum + widthOf(f), 0))
  return features.map((f, i) => ({
    name: f.name,
    columns: Array.from({ length: widthOf(f) }, (_, k) => ends[i]! - widthOf(f) + k),
  }))
}

/** The classes in the order of their indexes; the last of two is the positive one. None for a regression. */
export const classesOf = ({ target }: Encoder): readonly string[] => (target.kind === 'classes' ? target.classes : [])

/** The class of an index. Throws `RangeError` when there is none. */
export const decodeClass =
  (encoder: Encoder) =>
  (index: number): string => {
    const name = classesOf(encoder)[index]
    if (name === undefined)
      throw new RangeError(`decodeClass: expected a whole number below ${classesOf(encoder).length}, got ${index}`)
    return name
  }

/** The prediction of a regression in the units of the target. Throws `TypeError` for classes. */
export const decodeNumber =
  ({ target }: Encoder) =>
  (scaled: number): number => {
    if (target.kind === 'classes') throw new TypeError('decodeNumber: expected a regression, got a target of classes')
    return invertScaling(target.scaling)(scaled)
  }
