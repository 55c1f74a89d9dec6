/** Models with every kind of layer, trained, written and read again: the same predictions, and the same run from there on. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, entries, key, leaves, literal, normal } from '../../src/core/index.js'
import { readTree, settle } from '../../src/engine/index.js'
import { decodeBundle, decodeModel, decodeWith, encodeBundle, encodeModel, type ModelFile } from '../../src/io/index.js'
import { LayerSpecs } from '../../src/io/layerSpec.js'
import {
  type AnyModel,
  activationSpecs,
  fromSpecs,
  infer,
  type LayerSpec,
  layerRegistry,
  meanSquaredError,
  sparseCategoricalCrossEntropy,
  specsOf,
} from '../../src/models/index.js'
import { adam } from '../../src/optim/index.js'
import { advance, begin, beginFit, supervised, type Training } from '../../src/streams/index.js'

const dense = (units: number): LayerSpec => ({ layer: 'dense', units, weights: 'glorotUniform' })
const conv = (filters: number, size: number): LayerSpec => ({
  layer: 'conv2d',
  filters,
  window: [size, size],
  stride: [1, 1],
  dilation: [1, 1],
  padding: 'same',
  groups: 1,
  weights: 'heNormal',
  bias: true,
})
const norm: LayerSpec = { layer: 'batchNorm', momentum: 0.1, epsilon: 1e-3 }
const pool = (layer: 'maxPool2d' | 'minPool2d' | 'avgPool2d', size: number): LayerSpec => ({
  layer,
  window: [size, size],
  stride: [size, size],
  padding: 'valid',
})
const recurrent = (layer: 'simpleRnn' | 'lstm' | 'gru', sequences: boolean): LayerSpec => ({
  layer,
  units: 4,
  sequences,
  weights: 'glorotUniform',
  recurrentWeights: 'orthogonal',
})

/** Images to a trunk that is frozen, ways over places and over sequences side by side, every activation, three classes. */
const layers: readonly LayerSpec[] = [
  { layer: 'input', shape: [4, 4, 2] },
  conv(2, 3),
  norm,
  { layer: 'freeze' },
  { layer: 'spatialDropout', rate: 0.2 },
  { layer: 'residual', body: [conv(2, 3), norm, activationSpecs.relu], shortcut: [conv(2, 1), norm] },
  { layer: 'groupNorm', groups: 2, epsilon: 1e-3 },
  { layer: 'instanceNorm', epsilon: 1e-3 },
  pool('maxPool2d', 2),
  pool('minPool2d', 1),
  pool('avgPool2d', 1),
  {
    layer: 'branch',
    join: 'concatenate',
    bodies: [
      [{ layer: 'globalMaxPool2d' }],
      [{ layer: 'globalMinPool2d' }],
      [{ layer: 'globalAvgPool2d' }, norm],
      [
        { layer: 'timeDistributed', body: [{ layer: 'flatten' }, dense(4), norm] },
        { layer: 'positionEmbedding', weights: { initial: 'normal', deviation: 0.02 } },
        { layer: 'layerNorm', epsilon: 1e-3 },
        { layer: 'multiHeadAttention', heads: 2, causal: false, weights: 'glorotUniform' },
        { layer: 'repeat', count: 2, body: [recurrent('lstm', true), norm, recurrent('gru', true)] },
        recurrent('simpleRnn', false),
      ],
    ],
  },
  { layer: 'dropout', rate: 0.1 },
  ...Object.values(activationSpecs).flatMap((activation) => [
    { layer: 'branch', join: 'add', bodies: [[], [activation]] } as const,
  ]),
  dense(3),
]

const model = fromSpecs(layers)
const optimizer = adam({ rate: 0.01 })
type Run = Training<any, any, any>
const images = { x: normal(key(1), [5, 4, 4, 2]), y: literal([5], [0, 1, 2, 1, 0], 'i32') }
const next = (of: AnyModel) => advance(supervised(of, sparseCategoricalCrossEntropy('mean') as any), optimizer as any)
const started: Run = begin(model.init(key(0)), optimizer as any, key(2))
const thrice = (step: (now: any, batch: any) => any, start: Run, batch: unknown): Run =>
  [1, 2, 3].reduce((now) => step(now, batch), start)
const bits = (tree: unknown): readonly unknown[] =>
  entries(settle(tree)).map(([path, tensor]) => [path, tensor.dtype, readTree([tensor])])
const answers = (of: AnyModel, { params, state }: Pick<Run, 'params' | 'state'>, x: unknown) =>
  bits([of.apply(params, state, x, infer)[0]])
const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

describe('a model file of layers within layers', () => {
  const trained = thrice(next(model), started, images)
  const file: ModelFile = {
    task: 'multiclass',
    layers,
    preprocessing: { kind: 'images', shape: [4, 4, 2], classes: ['a', 'b', 'c'], mean: 0, deviation: 1 },
    params: trained.params,
    state: trained.state,
    run: { settings: {}, digest: '', fit: beginFit(trained) },
  }
  const bytes = encodeModel(file)
  const back = right(decodeModel('m')(bytes))

  test('training moves every running statistic, but for the frozen', () => {
    const [before, after] = [started, trained].map(({ state }) => new Map(bits(state).map((b: any) => [b[0], b[2]])))
    const still = [...before!].filter(([path, numbers]) => String(numbers) === String(after!.get(path)))
    expect(still.map(([path]) => path)).toEqual(
      entries(started.state).flatMap(([path]) => (path.startsWith('0/') ? [path] : [])),
    )
    expect(before!.size).toBeGreaterThan(still.length + 10)
  })

  test('comes back with the same layers, numbers and predictions', () => {
    expect(back.layers).toEqual(layers)
    expect(bits([back.params, back.state])).toEqual(bits([trained.params, trained.state]))
    const read = fromSpecs(back.layers)
    expect(specsOf(read)).toEqual(layers)
    expect(answers(read, back, images.x)).toEqual(answers(model, trained, images.x))
    expect(answers(model, trained, images.x)).not.toEqual(answers(model, started, images.x))
  })

  test('the run goes on as if nothing had happened', () => {
    const stored = back.run!.fit.training
    expect(bits(next(fromSpecs(back.layers))(stored, images))).toEqual(bits(next(model)(trained, images)))
  })

  test.each<readonly [string, (f: ModelFile) => ModelFile, RegExp]>([
    ['parameters of another model', (f) => ({ ...f, params: f.params.slice(1) }), /parameters do not fit its layers/],
    ['statistics of another model', (f) => ({ ...f, state: f.state.slice(1) }), /parameters do not fit its layers/],
    [
      'a run of another model',
      (f) => ({ ...f, run: { ...f.run!, fit: beginFit({ ...trained, state: [] }) } }),
      /training run does not fit its layers/,
    ],
    [
      'another input',
      (f) => ({ ...f, preprocessing: { ...f.preprocessing, shape: [4, 4, 1] } as ModelFile['preprocessing'] }),
      /first layer does not fit its inputs/,
    ],
  ])('%s is told', (_, change, what) => {
    const result = decodeModel('m')(encodeModel(change(file)))
    expect(E.isLeft(result) && result.left.what).toMatch(what)
  })
})

test('every example of every layer, side by side, comes back in a bundle', () => {
  const examples = Object.values(layerRegistry).flatMap((entry) =>
    entry.examples.map(({ shape, spec }) => ({ shape, spec: spec as LayerSpec, indexes: entry.indexes })),
  )
  const models = examples.map(({ shape, spec }) => [
    { layer: 'input', shape } as const,
    spec,
    { layer: 'flatten' } as const,
    dense(1),
  ])
  const all = fromSpecs([{ layer: 'parallel', join: 'add', models }])
  const x = examples.map(({ shape, indexes }, i): AnyTensor => {
    const count = 3 * shape.reduce((a, b) => a * b, 1)
    return indexes === undefined
      ? normal(key(i), [3, ...shape])
      : literal(
          [3, ...shape],
          Array.from({ length: count }, (_, n) => n % indexes),
          'i32',
        )
  })
  const step = advance(supervised(all, meanSquaredError('mean') as any), optimizer as any)
  const start: Run = begin(all.init(key(0)), optimizer as any, key(2))
  const { params, state } = thrice(step, start, { x, y: literal([3, 1], [1, -1, 0]) })
  const back: any = right(
    decodeBundle('all', 1)('b')(encodeBundle('all', 1, settle({ layers: specsOf(all), params, state }))),
  )
  const specs = right(decodeWith(LayerSpecs)('b')(back.layers)) as readonly LayerSpec[]
  expect(specs).toEqual(specsOf(all))
  expect(bits([back.params, back.state])).toEqual(bits([params, state]))
  expect(leaves(state).length).toBeGreaterThan(3)
  expect(bits(state)).not.toEqual(bits(start.state))
  expect(answers(fromSpecs(specs), back, x)).toEqual(answers(all, { params, state }, x))
})
