/** Layers compute what PyTorch's do: results, gradients, running statistics in f64, from tests/references/layers.py. */
import { readFileSync } from 'node:fs'
import { flow } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, key, leaves, literal, mapTree, sizeOf } from '../../src/core/index.js'
import { readTree } from '../../src/engine/index.js'
import { diff } from '../../src/grad/index.js'
import { type AnyLayer, infer, type Mode } from '../../src/models/index.js'
import {
  avgPool2d,
  batchNorm,
  branch,
  conv2d,
  dense,
  embedding,
  flatten,
  globalAvgPool2d,
  globalMaxPool2d,
  globalMinPool2d,
  groupNorm,
  gru,
  input,
  instanceNorm,
  layerNorm,
  lstm,
  maxPool2d,
  minPool2d,
  multiHeadAttention,
  positionEmbedding,
  prelu,
  repeat,
  residual,
  simpleRnn,
  tanh,
  timeDistributed,
  transformerBlock,
} from '../../src/models/layers/index.js'
import { keyTensor, zerosLike } from '../../src/ops/index.js'

interface Numbered {
  readonly shape: readonly number[]
  readonly values: readonly number[]
  readonly dtype?: 'f64' | 'i32'
}
interface Known {
  readonly x: Numbered
  readonly params: readonly (readonly number[])[]
  readonly before: readonly (readonly number[])[]
  readonly y: Numbered
  readonly gradients: readonly (readonly number[])[]
  readonly after: readonly (readonly number[])[]
}
const { reference, cases } = JSON.parse(
  readFileSync(new URL('../references/layers.json', import.meta.url), 'utf8'),
) as { readonly reference: { readonly torch: string }; readonly cases: Readonly<Record<string, Known>> }

const training: Mode = { train: true, key: keyTensor(key(0)) }
/** The layers of tests/references/layers.py, by their names there. */
const layers: Readonly<Record<string, readonly [layer: unknown, mode: Mode]>> = {
  dense: [dense(2), infer],
  conv2d: [conv2d(4, [3, 2]), infer],
  'conv2d, strides, dilation, groups': [
    conv2d(6, [3, 2], {
      stride: [2, 1],
      dilation: [1, 2],
      groups: 2,
      bias: false,
      padding: [
        [2, 1],
        [1, 0],
      ],
    }),
    infer,
  ],
  embedding: [embedding(5, 3), infer],
  positionEmbedding: [positionEmbedding(), infer],
  prelu: [prelu(), infer],
  flatten: [flatten, infer],
  maxPool2d: [maxPool2d([3, 2], { stride: [2, 1] }), infer],
  minPool2d: [minPool2d(2), infer],
  avgPool2d: [avgPool2d(3, { stride: 2, padding: 1 }), infer],
  globalMaxPool2d: [globalMaxPool2d, infer],
  globalMinPool2d: [globalMinPool2d, infer],
  globalAvgPool2d: [globalAvgPool2d, infer],
  timeDistributed: [timeDistributed(dense(2) as any), infer],
  residual: [residual(flow(dense(4), tanh) as any), training],
  branch: [branch('concatenate', dense(2), flow(dense(3), tanh) as any), training],
  repeat: [repeat(2, flow(dense(2), tanh) as any), training],
  simpleRnn: [simpleRnn(2), infer],
  'simpleRnn, sequences': [simpleRnn(2, { sequences: true }), infer],
  lstm: [lstm(2), infer],
  'lstm, sequences': [lstm(2, { sequences: true }), infer],
  gru: [gru(2), infer],
  'gru, sequences': [gru(2, { sequences: true }), infer],
  multiHeadAttention: [multiHeadAttention(2), infer],
  'multiHeadAttention, causal': [multiHeadAttention(2, { causal: true }), infer],
  transformerBlock: [transformerBlock(2, 6), training],
  'batchNorm, training, rows': [batchNorm(), training],
  'batchNorm, training, images': [batchNorm({ momentum: 0.3, epsilon: 1e-3 }), training],
  'batchNorm, in use': [batchNorm({ momentum: 0.3, epsilon: 1e-3 }), infer],
  'layerNorm, rows': [layerNorm(), infer],
  'layerNorm, sequences': [layerNorm({ epsilon: 1e-3 }), training],
  groupNorm: [groupNorm(3), infer],
  instanceNorm: [instanceNorm(), infer],
}

/** A tree of this form with these numbers, leaf by leaf, in f64. */
const filled = <T>(tree: T, numbers: readonly (readonly number[])[]): T => {
  let i = 0
  return mapTree((t: AnyTensor): AnyTensor => literal(t.shape, numbers[i++]!, 'f64'), tree)
}
const expectNear = (what: string, tree: unknown, expected: readonly (readonly number[])[]): void => {
  const ours = readTree(leaves(tree)) as readonly Iterable<number>[]
  expect(ours.length, what).toBe(expected.length)
  ours.forEach((numbers, i) => {
    const wanted = expected[i]!
    const size = Math.max(1e-4, ...wanted.map(Math.abs)) // a gradient may be 0 but for rounding
    ;[...numbers].forEach((value, k) => {
      expect(Math.abs(value - wanted[k]!), `${what} ${i}, number ${k}: ${value} for ${wanted[k]}`).toBeLessThanOrEqual(
        1e-9 * size,
      )
    })
  })
}

describe(`layers of PyTorch ${reference.torch}`, () => {
  test('are the ones here', () => {
    expect(Object.keys(layers).toSorted()).toEqual(Object.keys(cases).toSorted())
  })
  test.each(Object.entries(cases))('%s', (name, known) => {
    const [layer, mode] = layers[name]!
    const model = (layer as AnyLayer)(input(known.x.shape.slice(1)))
    const start = model.init(key(0))
    const params = filled(start.params, known.params)
    const state = filled(start.state, known.before)
    const { dtype = 'f64' } = known.x
    const x = literal(known.x.shape, known.x.values, dtype)
    const [[y, after], back] = diff(
      ([p, a]: readonly [any, any]) => model.apply(p, state, a, mode) as readonly [any, any],
    )([params, x])
    expect(y.shape).toEqual(known.y.shape)
    expectNear('result', y, [known.y.values])
    const dy = literal(
      y.shape,
      Float64Array.from({ length: sizeOf(y.shape) }, (_, i) => 0.5 + 0.25 * i),
      'f64',
    )
    const [dp, dx] = back([dy, mapTree((t: AnyTensor) => zerosLike(t), after)])
    expectNear('gradient', dtype === 'f64' ? [dx, dp] : [dp], known.gradients)
    expectNear('state', after, known.after)
  })
})
