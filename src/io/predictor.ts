/** A model file at work: from rows of a table, or images, to classes with probabilities, or numbers. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Numbers } from '../core/dtype.js'
import { classesOf, type DataError, decodeNumber, encodeFeatures, type RawTable, type Rows } from '../data/index.js'
import { fromSpecs } from '../models/index.js'
import { classesOfLogits, type Dataset, imagesOf, predict, probabilitiesOfLogits, rowsOf } from '../streams/index.js'
import type { ModelFile, Preprocessing } from './modelFile.js'

/** A class with the probabilities of all by their names, or a number. */
export interface Prediction {
  readonly prediction: string | number
  readonly probabilities?: Readonly<Record<string, number>>
}

/** Examples of one model of tables. */
export interface TablePredictor {
  readonly kind: 'table'
  /** Names of the classes, in order; none for numbers. */
  readonly classes: readonly string[]
  /** Predictions of `rows` (all by default); all problems of their cells otherwise. */
  readonly predict: (table: RawTable, rows?: Rows) => E.Either<readonly DataError[], readonly Prediction[]>
}
/** Images of one model of images. */
export interface ImagePredictor {
  readonly kind: 'images'
  readonly classes: readonly string[]
  readonly shape: readonly number[]
  /** Predictions of the bytes of images, one after the other. Throws `RangeError` for bytes that are not whole images. */
  readonly predict: (bytes: Uint8Array) => readonly Prediction[]
}

const classified = (outputs: Numbers, rows: number, classes: readonly string[]): readonly Prediction[] => {
  const chosen = classesOfLogits(outputs, rows)
  return probabilitiesOfLogits(outputs, rows).map((p, row) => ({
    prediction: classes[chosen[row]!]!,
    probabilities: Object.fromEntries(classes.map((name, k) => [name, p[k]!])),
  }))
}

/** Examples computed at once. */
const atOnce = 512

/** As many examples as the next power of two, the first one repeated: so that few shapes are ever planned. */
const padded = <A>(inputs: Dataset<A>): Dataset<A> => {
  const { size } = inputs
  if (size === 0) return inputs
  const next = size >= atOnce ? Math.ceil(size / atOnce) * atOnce : 2 ** Math.ceil(Math.log2(size))
  return { size: next, batch: (rows) => inputs.batch(Int32Array.from(rows, (row) => (row < size ? row : 0))) }
}

/**
 * What a model file says of new examples. Plans of computation are kept: of any number of examples at once, ten suffice.
 * An example is predicted alike, whatever stands beside it, but for rounding.
 */
export const predictorOf = (file: ModelFile): TablePredictor | ImagePredictor => {
  const run = predict(fromSpecs(file.layers), atOnce)
  const outputsOf = (inputs: Dataset<any>): Numbers => {
    const more = padded(inputs)
    const outputs = run(file, more)
    const length = (outputs.length / Math.max(more.size, 1)) * inputs.size
    return length === outputs.length ? outputs : Float32Array.from({ length }, (_, i) => outputs[i]!)
  }
  const { preprocessing } = file
  if (preprocessing.kind === 'images') {
    const { shape, classes, mean, deviation } = preprocessing as Extract<Preprocessing, { kind: 'images' }>
    return {
      kind: 'images',
      classes,
      shape,
      predict: (bytes) => {
        const inputs = imagesOf(bytes, shape, { mean, deviation })
        return classified(outputsOf(inputs), inputs.size, classes)
      },
    }
  }
  const { encoder } = preprocessing
  const classes = classesOf(encoder)
  return {
    kind: 'table',
    classes,
    predict: (table, rows) =>
      pipe(
        encodeFeatures(encoder)(table, rows),
        E.map((x) => {
          const inputs = rowsOf(x)
          const outputs = outputsOf(inputs)
          if (file.task !== 'regression') return classified(outputs, inputs.size, classes)
          const decode = decodeNumber(encoder)
          return Array.from(outputs, (y) => ({ prediction: decode(y) }))
        }),
      ),
  }
}
