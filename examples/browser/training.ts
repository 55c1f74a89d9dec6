/** What the page learns. Nothing here knows of a browser, so that Node can do the same and compare every bit. */
import {
  adam,
  dataFrom,
  key,
  layers,
  leaves,
  literal,
  type ParamsOf,
  read,
  sparseCategoricalCrossEntropy,
  split,
} from 'fluxion'
import { parseIdx, showDataError } from 'fluxion/data'
import {
  begin,
  beginFit,
  examples,
  fit,
  imagesOf,
  rowsOf,
  type Snapshot,
  score,
  subset,
  supervised,
} from 'fluxion/streams'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'

const { conv2d, dense, dropout, flatten, input, maxPool2d, relu } = layers

/** A small LeNet: every shape below is inferred by the compiler. */
export const model = pipe(
  input([28, 28, 1]),
  conv2d(8, 5),
  relu,
  maxPool2d(2),
  conv2d(16, 5),
  relu,
  maxPool2d(2),
  flatten,
  dense(64),
  relu,
  dropout(0.2),
  dense(10),
)
export type Params = ParamsOf<typeof model>

const norm = { mean: 0.13, deviation: 0.31 }
/** Images of 28 × 28 bytes, as the model reads them. */
export const pixels = (bytes: Uint8Array) => imagesOf(bytes, [28, 28, 1], norm)

const idx = (name: string, bytes: Uint8Array) =>
  pipe(
    parseIdx(name)(bytes),
    E.getOrElseW((error) => {
      throw new Error(showDataError(error))
    }),
  )

export interface Lesson {
  /** The first so many images of the files are to learn from, the last so many for the test. */
  readonly limit: number
  readonly tests: number
  readonly epochs: number
}
const from = (first: number, count: number) => Int32Array.from({ length: count }, (_, i) => first + i)

/** A run over two idx files, and what there is to test with. All chance comes out of one key. */
export const lesson = (files: { readonly images: Uint8Array; readonly labels: Uint8Array }, asked: Lesson) => {
  const bytes = idx('images', files.images).data as Uint8Array
  const labels = idx('labels', files.labels).data as Uint8Array
  const all = examples(pixels(bytes), rowsOf(literal([labels.length], labels, 'i32')))
  const first = all.size - asked.tests
  const rows = Math.min(asked.limit, first)
  const [weights, order, noise] = split(key(0), 3)
  const optimizer = adam<Params>({ rate: 0.002 })
  const loss = sparseCategoricalCrossEntropy('mean')
  const test = subset(all, from(first, asked.tests))
  const scorer = score(model, { task: 'multiclass', classes: 10, loss })
  const run = fit({
    objective: supervised(model, loss),
    optimizer,
    epochs: asked.epochs,
    patience: null,
    size: 32,
    key: order!,
    pace: 12, // so that the page stays alive
    validate: (snapshot: Snapshot<Params, readonly []>) => {
      const { loss: value, metrics } = scorer(snapshot, test)
      return { value, metrics }
    },
  })
  const start = beginFit(begin(model.init(weights!), optimizer, noise!))
  return {
    rows,
    steps: Math.ceil(rows / 32) * asked.epochs,
    states: run(subset(all, from(0, rows)), start),
    /** The bytes and the label of a test image. */
    testImage: (i: number) => ({
      bytes: bytes.subarray((first + i) * 784, (first + i + 1) * 784),
      label: labels[first + i]!,
    }),
  }
}

/** SHA-256 of the bits of all parameters, in hexadecimal. */
export const digest = async (params: Params): Promise<string> => {
  const parts = leaves(params).map((t) => dataFrom(t.dtype, read(t) as ArrayLike<number>))
  const bytes = new Uint8Array(parts.reduce((n, p) => n + p.byteLength, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  const hash = await globalThis.crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, '0')).join('')
}
