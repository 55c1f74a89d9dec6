/** Convolutional networks: shapes, parameters, descriptions, training, errors. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { axis, type Batch, key, literal, sizeOf, type Tensor } from '../../src/core/index.js'
import { read, readScalar, readTree, settle } from '../../src/engine/index.js'
import { valueAndGrad } from '../../src/grad/index.js'
import { LayerSpecs } from '../../src/io/layerSpec.js'
import {
  fromSpecs,
  infer,
  parameterCount,
  sparseCategoricalCrossEntropy,
  specsOf,
  summary,
} from '../../src/models/index.js'
import {
  avgPool2d,
  conv2d,
  dense,
  flatten,
  globalAvgPool2d,
  globalMaxPool2d,
  globalMinPool2d,
  input,
  maxPool2d,
  minPool2d,
  relu,
} from '../../src/models/layers/index.js'
import { adam, applyStep } from '../../src/optim/index.js'

type Images<H extends number, W extends number, C extends number> = Tensor<readonly [Batch, H, W, C]>
const ramp = <const S extends readonly number[]>(shape: S): any =>
  literal(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + 1.7 * i)),
  )

/** The CIFAR network of the course notes. */
const cifar = pipe(
  input([32, 32, 3]),
  conv2d(32, 3),
  relu,
  conv2d(64, 3),
  relu,
  maxPool2d(2),
  flatten,
  dense(128),
  relu,
  dense(10),
)

describe('shapes and parameters', () => {
  test('the CIFAR network: sizes after each layer, 1,626,442 parameters', () => {
    expect(cifar.layers.map((l) => l.out)).toEqual([
      [32, 32, 3],
      [30, 30, 32],
      [30, 30, 32],
      [28, 28, 64],
      [28, 28, 64],
      [14, 14, 64],
      [12544],
      [128],
      [128],
      [10],
    ])
    // 3·3·3·32 + 32, 3·3·32·64 + 64, 12544·128 + 128, 128·10 + 10
    expect(cifar.layers.flatMap((l) => l.parameters || [])).toEqual([896, 18496, 1605760, 1290])
    expect(parameterCount(cifar)).toBe(1626442)
  })
  test('what it says of its output is what comes out', () => {
    const { params, state } = cifar.init(key(0))
    const images: Images<32, 32, 3> = ramp([axis('batch', 1), 32, 32, 3])
    expect(cifar.apply(params, state, images, infer)[0].shape).toEqual([1, 10])
  })
  test('stride, padding, dilation, groups, no bias', () => {
    const model = pipe(
      input([9, 8, 4]),
      conv2d(6, [3, 2], { stride: [2, 1], padding: 'same', groups: 2, bias: false }),
      conv2d(2, 2, {
        dilation: [2, 3],
        padding: [
          [1, 0],
          [0, 0],
        ],
      }),
    )
    expect(model.layers.map((l) => l.out)).toEqual([
      [9, 8, 4],
      [5, 8, 6],
      [4, 5, 2],
    ])
    const { params } = model.init(key(0))
    const images: Images<9, 8, 4> = ramp([axis('batch', 2), 9, 8, 4])
    expect(model.apply(params, [], images, infer)[0].shape).toEqual([2, 4, 5, 2])
    const [first, second] = params
    expect(Object.keys(first)).toEqual(['weights'])
    expect(first.weights.shape).toEqual([3, 2, 2, 6])
    expect(second.bias.shape).toEqual([2])
    expect(parameterCount(model)).toBe(3 * 2 * 2 * 6 + 2 * 2 * 6 * 2 + 2)
  })
  test('initial weights have variance 2 / (kh·kw·c / groups), the bias is 0', () => {
    const { weights, bias } = pipe(input([4, 4, 64]), conv2d(64, 3, { groups: 2 })).init(key(1)).params[0]
    const w = [...read(weights)]
    const variance = w.reduce((total, v) => total + v * v, 0) / w.length
    expect(variance * ((3 * 3 * 64) / 2 / 2)).toBeCloseTo(1, 1)
    expect([...read(bias)].every((v) => v === 0)).toBe(true)
  })
})

test('by hand: a filter, its bias, pooling', () => {
  const model = pipe(input([3, 3, 1]), conv2d(1, 2), maxPool2d(2, { stride: 1 }))
  const params = [{ weights: literal([2, 2, 1, 1], [1, 1, 1, 1]), bias: literal([1], [100]) }] as const
  const x: Images<3, 3, 1> = literal([axis('batch', 1), 3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect([...read(model.apply(params, [], x, infer)[0])]).toEqual([128])
  const pooled = (layer: typeof globalAvgPool2d) => [...read(layer(input([3, 3, 1])).apply([], [], x, infer)[0])]
  expect([globalMaxPool2d, globalMinPool2d, globalAvgPool2d].map(pooled)).toEqual([[9], [1], [5]])
})

test('it learns: bars across against bars down', () => {
  const model = pipe(input([6, 6, 1]), conv2d(4, 3), relu, maxPool2d(2), flatten, dense(2))
  const bars = Array.from({ length: 12 }, (_, i) => ({ down: i % 2 === 1, at: i % 6 }))
  const pixels = bars.flatMap(({ down, at }) =>
    Array.from({ length: 36 }, (_, p) => ((down ? p % 6 : Math.floor(p / 6)) === at ? 1 : 0)),
  )
  const x: Images<6, 6, 1> = literal([axis('batch', 12), 6, 6, 1], pixels)
  const labels: any = literal(
    [axis('batch', 12)],
    bars.map(({ down }) => (down ? 1 : 0)),
    'i32',
  )
  const { params: first, state } = model.init(key(0))
  const loss = (params: typeof first) =>
    sparseCategoricalCrossEntropy('mean')(model.apply(params, state, x, infer)[0] as any, labels) as any
  const optimizer = adam<typeof first>({ rate: 0.02 })
  let [params, memory] = [first, optimizer.init(first)]
  const before = readScalar(loss(params))
  for (let i = 0; i < 60; i++) {
    const [, gradient] = valueAndGrad(loss)(params)
    const [step, next] = optimizer.update(gradient, memory, params)
    ;[params, memory] = settle([applyStep(params, step), next] as const) as any
  }
  expect(before).toBeGreaterThan(0.4)
  expect(readScalar(loss(params))).toBeLessThan(0.05)
})

describe('descriptions', () => {
  const model = pipe(
    input([12, 12, 2]),
    conv2d(4, 3, { padding: 1, weights: 'glorotUniform' }),
    maxPool2d(2),
    conv2d(4, [1, 2], { stride: [2, 1], dilation: 2, groups: 2, bias: false, padding: 'same' }),
    avgPool2d(2, {
      stride: 1,
      padding: [
        [1, 0],
        [0, 1],
      ],
    }),
    minPool2d([1, 2], { padding: 'same' }),
    globalAvgPool2d,
  )
  test('plain data that a file can hold, and the same model again', () => {
    const specs = JSON.parse(JSON.stringify(specsOf(model)))
    const decoded = LayerSpecs.decode(specs)
    if (decoded._tag === 'Left') throw new Error('expected a right')
    const again = fromSpecs(decoded.right)
    expect(again.layers).toEqual(model.layers)
    expect(readTree(again.init(key(3)).params)).toEqual(readTree(model.init(key(3)).params))
  })
  test('every option is written out', () => {
    expect(specsOf(model)[1]).toEqual({
      layer: 'conv2d',
      filters: 4,
      window: [3, 3],
      stride: [1, 1],
      dilation: [1, 1],
      padding: [
        [1, 1],
        [1, 1],
      ],
      groups: 1,
      weights: 'glorotUniform',
      bias: true,
    })
    expect(specsOf(model)[2]).toEqual({ layer: 'maxPool2d', window: [2, 2], stride: [2, 2], padding: 'valid' })
  })
  test('a summary says what is unusual', () => {
    expect(
      summary(model)
        .split('\n')
        .map((line) => line.split('   ')[0]!.trim()),
    ).toEqual([
      'layer',
      'input',
      'conv2d 4 3×3 padding 1+1×1+1 glorotUniform',
      'maxPool2d 2×2 stride 2×2',
      'conv2d 4 1×2 stride 2×1 dilation 2×2 padding same groups 2 heNormal bias false',
      'avgPool2d 2×2 padding 1+0×0+1',
      'minPool2d 1×2 stride 1×2 padding same',
      'globalAvgPool2d',
      'total',
    ])
  })
  test('a file that says something else is refused', () => {
    const [, conv, pool] = JSON.parse(JSON.stringify(specsOf(model)))
    for (const wrong of [
      { ...conv, window: [3] },
      { ...conv, padding: 'full' },
      { ...conv, bias: 'yes' },
      { ...pool, stride: 2 },
      { ...pool, layer: 'medianPool2d' },
    ])
      expect(LayerSpecs.decode([wrong])._tag).toBe('Left')
  })
})

describe('errors', () => {
  const small: any = input([5, 5, 3])
  const messages: readonly (readonly [string, () => unknown])[] = [
    ['conv2d: expected a window of at most 5 × 5 for input [batch, 5, 5, 3], got [6, 6]', () => conv2d(8, 6)(small)],
    ['maxPool2d: expected a window of at most 5 × 5 for input [batch, 5, 5, 3], got [6, 6]', () => maxPool2d(6)(small)],
    [
      'minPool2d: expected a window of at most 5 × 5 for input [batch, 5, 5, 3], got [6, 2]',
      () => minPool2d([6, 2])(small),
    ],
    [
      'conv2d: expected channels and filters that 2 groups divide, got [3] and [8]',
      () => conv2d(8, 2, { groups: 2 })(small),
    ],
    ['conv2d: expected images [height, width, channels], got [784]', () => conv2d(8, 2)(input(784) as any)],
    ['globalAvgPool2d: expected images [height, width, channels], got [784]', () => globalAvgPool2d(input(784) as any)],
    ['dense: expected rows [batch, n] (flatten first), got [4, 4, 8]', () => dense(2)(conv2d(8, 2)(small) as any)],
    ['conv2d: filters must be a positive integer, got 0', () => conv2d(0, 3)],
    ['conv2d: groups must be a positive integer, got 1.5', () => conv2d(3, 3, { groups: 1.5 })],
    ['conv2d: windows must be positive whole numbers, got 3 × 0', () => conv2d(3, [3, 0])],
    ['avgPool2d: strides must be positive whole numbers, got 0 × 0', () => avgPool2d(2, { stride: 0 })],
  ]
  for (const [message, call] of messages)
    test(message, () => expect(call).toThrow(expect.objectContaining({ message })))
})
