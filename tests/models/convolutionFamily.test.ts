/** Layers of the convolution family: PyTorch's numbers, shapes, parameters, descriptions, errors. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, entries, key, literal, sizeOf } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import { LayerSpecs } from '../../src/io/layerSpec.js'
import { type AnyModel, fromSpecs, infer, parameterCount, specsOf, summary } from '../../src/models/index.js'
import * as layers from '../../src/models/layers/index.js'
import { mul, sum } from '../../src/ops/index.js'
import { type Case, cases, ramp, reference } from '../ops/convolutionCases.js'

const { input } = layers
const numbers = (t: AnyTensor): readonly number[] => [...read(t)]
const square = { stride: [1, 1], dilation: [1, 1], padding: 'valid', weights: 'zeros', bias: false }
const both = (counts: readonly number[]): readonly (readonly number[])[] => counts.map((n) => [n, n])
/** The description of the layer that does what a case of the script does; its weights come from there. */
const specOf = ({ op, options: { output_padding, ...options }, shapes: [, w] }: Case): any => {
  const ones = (count: number): readonly number[] => new Array(count).fill(1)
  const filters = w?.at(-1)
  const window = w?.slice(0, -2)
  const moves = {
    ...square,
    stride: ones(window?.length ?? 0),
    dilation: ones(window?.length ?? 0),
    window,
    ...options,
  }
  switch (op) {
    case 'conv1d':
    case 'conv3d':
      return { layer: op, filters, groups: 1, ...moves }
    case 'conv2dTranspose':
      return {
        ...{ layer: op, groups: 1, ...moves, filters: w!.at(-2)! * (options.groups ?? 1) },
        ...{ padding: both(options.padding ?? [0, 0]), outputPadding: output_padding ?? [0, 0] },
      }
    case 'depthwiseConv2d':
      return { layer: op, multiplier: filters, ...moves }
    case 'separableConv2d':
      return { layer: op, filters: 3, multiplier: filters, ...moves }
    default:
      return { layer: op, ...(options.window && { padding: 'valid' }), ...options }
  }
}
const expectNear = (actual: AnyTensor, expected: readonly number[]): void => {
  const ours = numbers(actual)
  expect(ours.length).toBe(expected.length)
  ours.forEach((v, i) => {
    expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-13 * (10 + Math.abs(expected[i]!)))
  })
}

describe(`as PyTorch ${reference.torch} in f64`, () => {
  const every = Object.entries(cases)
  test('each layer is there', () => {
    const family = Object.values(cases).map(({ op }) => op)
    expect(family.filter((op) => !(op in layers))).toEqual([])
  })
  test.each(every)('%s', (_, known) => {
    const { shapes, shape, y, gradients } = known
    const [x, ...weights] = shapes.map((s, i) => ramp(s, i + 1))
    const spec = { ...specOf(known), ...(known.op === 'separableConv2d' && { filters: shapes[2]!.at(-1) }) }
    const model = fromSpecs([{ layer: 'input', shape: shapes[0]!.slice(1) }, spec])
    const names = known.op === 'separableConv2d' ? ['depthwise', 'pointwise'] : ['weights']
    const paramsOf = (of: readonly unknown[]): readonly unknown[] =>
      of.length === 0 ? [] : [Object.fromEntries(of.map((w, i) => [names[i], w]))]
    const layouts = (params: unknown) => entries(params).map(([path, t]) => `${path} ${t.shape}`)
    expect(layouts(model.init(key(0)).params)).toEqual(layouts(paramsOf(weights)))
    expect(model.out).toEqual(shape.slice(1))
    const f = ([a, ...of]: readonly unknown[]): any => model.apply(paramsOf(of), [], a, infer)[0]
    expectNear(f([x, ...weights]), y)
    const slopes: readonly AnyTensor[] = grad((of: readonly any[]) => sum(mul(f(of), ramp(shape, 9))) as any)([
      x,
      ...weights,
    ])
    slopes.forEach((slope, i) => {
      expectNear(slope, gradients[i]!)
    })
  })
})

const model = pipe(
  input([28, 28, 2]),
  layers.depthwiseConv2d(3, { multiplier: 2, padding: 'same' }),
  layers.separableConv2d(6, [3, 2], { stride: 2, padding: 1, bias: false, weights: 'glorotUniform' }),
  layers.conv2dTranspose(4, 4, { stride: 2, padding: 1, outputPadding: [1, 0] }),
  layers.upsample2d(2, { method: 'bilinear' }),
  layers.upsample2d([1, 2]),
  layers.adaptiveAvgPool2d([7, 5]),
  layers.adaptiveMaxPool2d(3),
)
const line = pipe(
  input([20, 4]),
  layers.conv1d(6, 3, { dilation: 2, padding: [4, 0], groups: 2 }),
  layers.maxPool1d(2),
  layers.minPool1d(2, { stride: 1, padding: [1, 0] }),
  layers.avgPool1d(3, { padding: 1 }),
)
const volume = pipe(
  input([6, 8, 8, 1]),
  layers.conv3d(2, 3, { stride: [1, 2, 2], padding: 1 }),
  layers.maxPool3d([1, 2, 2]),
  layers.minPool3d(2, { stride: 1 }),
  layers.avgPool3d(2, { stride: [2, 1, 1], padding: 'same' }),
)

test('sizes after each layer, and parameters', () => {
  const sizes = (of: AnyModel) => of.layers.map((l) => l.out)
  expect(sizes(model)).toEqual([
    [28, 28, 2],
    [28, 28, 4],
    [14, 15, 6],
    [29, 30, 4],
    [58, 60, 4],
    [58, 120, 4],
    [7, 5, 4],
    [3, 3, 4],
  ])
  // 3·3·2·2 + 4, 3·2·4 + 4·6, 4·4·4·6 + 4
  expect(model.layers.flatMap((l) => l.parameters || [])).toEqual([40, 48, 388])
  expect(sizes(line)).toEqual([
    [20, 4],
    [20, 6],
    [10, 6],
    [10, 6],
    [4, 6],
  ])
  expect(parameterCount(line)).toBe(3 * 2 * 6 + 6)
  expect(sizes(volume)).toEqual([
    [6, 8, 8, 1],
    [6, 4, 4, 2],
    [6, 2, 2, 2],
    [5, 1, 1, 2],
    [3, 1, 1, 2],
  ])
  expect(parameterCount(volume)).toBe(27 * 2 + 2)
})

test('a bias is added to each filter', () => {
  const one = pipe(input([2, 1]), layers.conv1d(2, 2))
  const params = [{ weights: literal([2, 1, 2], [1, 0, 1, 2]), bias: literal([2], [10, 20]) }] as const
  expect(numbers(one.apply(params, [], literal([1, 2, 1], [3, 4]) as any, infer)[0])).toEqual([17, 28])
})

test('first weights keep the variance of what passes, in a transposed convolution too', () => {
  const variance = (t: AnyTensor): number => numbers(t).reduce((total, v) => total + v * v, 0) / sizeOf(t.shape)
  const weights = 'leCunNormal'
  const noise = (shape: readonly number[]): any => {
    const values = Array.from({ length: sizeOf(shape) }, (_, i) => Math.sqrt(2) * Math.sin(i * i * 1.3 + i))
    return literal([1, ...shape], values)
  }
  const passed = (of: AnyModel, shape: readonly number[]): number => {
    const { params, state } = of.init(key(2))
    return variance(of.apply(params, state, noise(shape), infer)[0])
  }
  const transposed = layers.conv2dTranspose(32, 4, { stride: 2, padding: 'same', weights })(input([12, 12, 32]))
  const separable = layers.separableConv2d(32, 3, { multiplier: 4, weights })(input([12, 12, 16]))
  expect(passed(transposed, [12, 12, 32])).toBeCloseTo(1, 0)
  expect(passed(separable, [12, 12, 16])).toBeCloseTo(1, 0)
})

describe('descriptions', () => {
  test('plain data that a file can hold, and the same model again', () => {
    for (const of of [model, line, volume] as readonly AnyModel[]) {
      const decoded = LayerSpecs.decode(JSON.parse(JSON.stringify(specsOf(of))))
      if (decoded._tag === 'Left') throw new Error('expected a right')
      expect(fromSpecs(decoded.right).layers).toEqual(of.layers)
    }
  })
  test('a summary says what is unusual', () => {
    const said = (of: AnyModel) =>
      summary(of)
        .split('\n')
        .slice(2, -1)
        .map((row) => row.split('   ')[0]!.trim())
    expect([model, line, volume].flatMap((of) => said(of as AnyModel))).toEqual([
      'depthwiseConv2d 3×3 multiplier 2 padding same heNormal',
      'separableConv2d 6 3×2 stride 2×2 padding 1+1×1+1 glorotUniform bias false',
      'conv2dTranspose 4 4×4 stride 2×2 padding 1+1×1+1 outputPadding 1×0 heNormal',
      'upsample2d 2×2 bilinear',
      'upsample2d 1×2 nearest',
      'adaptiveAvgPool2d 7×5',
      'adaptiveMaxPool2d 3×3',
      'conv1d 6 3 dilation 2 padding 4+0 groups 2 heNormal',
      'maxPool1d 2 stride 2',
      'minPool1d 2 padding 1+0',
      'avgPool1d 3 stride 3 padding 1+1',
      'conv3d 2 3×3×3 stride 1×2×2 padding 1+1×1+1×1+1 heNormal',
      'maxPool3d 1×2×2 stride 1×2×2',
      'minPool3d 2×2×2',
      'avgPool3d 2×2×2 stride 2×1×1 padding same',
    ])
  })
  test('a file that says something else is refused', () => {
    const [, depthwise, , transposed, up] = specsOf(model) as readonly any[]
    const [, conv] = specsOf(line) as readonly any[]
    for (const right of [depthwise, transposed, up, conv]) expect(LayerSpecs.decode([right])._tag).toBe('Right')
    for (const wrong of [
      { ...conv, window: [3, 3] },
      { ...conv, padding: [1, 0] },
      { ...depthwise, multiplier: '2' },
      { ...transposed, outputPadding: 1 },
      { ...up, method: 'bicubic' },
    ])
      expect(LayerSpecs.decode([wrong])._tag).toBe('Left')
  })
})

describe('errors', () => {
  const image: any = input([5, 5, 3])
  const row: any = input([5, 3])
  const cube: any = input([3, 5, 5, 2])
  const messages: readonly (readonly [string, () => unknown])[] = [
    ['conv1d: expected a window of at most 5 for input [batch, 5, 3], got [6]', () => layers.conv1d(8, 6)(row)],
    ['conv1d: expected sequences [length, channels], got [5, 5, 3]', () => layers.conv1d(8, 2)(image)],
    [
      'conv1d: expected channels and filters that 2 groups divide, got [3] and [8]',
      () => layers.conv1d(8, 2, { groups: 2 })(row),
    ],
    ['conv1d: filters must be a positive integer, got 0', () => layers.conv1d(0, 3)],
    [
      'conv3d: expected a window of at most 3 × 5 × 5 for input [batch, 3, 5, 5, 2], got [4, 4, 4]',
      () => layers.conv3d(8, 4)(cube),
    ],
    ['conv3d: expected volumes [depth, height, width, channels], got [5, 3]', () => layers.conv3d(8, 2)(row)],
    ['conv3d: windows must be positive whole numbers, got 2 × 0 × 1', () => layers.conv3d(3, [2, 0, 1])],
    [
      'conv2dTranspose: expected a result of at least 1 × 1 for images of 5 × 5 under a window 1 × 1, got [-1, -1]',
      () => layers.conv2dTranspose(8, 1, { padding: 3 })(image),
    ],
    [
      'conv2dTranspose: expected channels and filters that 2 groups divide, got [8] and [3]',
      () => layers.conv2dTranspose(8, 2, { groups: 2 })(image),
    ],
    [
      'conv2dTranspose: outputPadding must be whole numbers from 0 to 0, below the stride, got 1 × 1',
      () => layers.conv2dTranspose(8, 2, { outputPadding: 1 })(image),
    ],
    [
      'depthwiseConv2d: expected a window of at most 5 × 5 for input [batch, 5, 5, 3], got [6, 6]',
      () => layers.depthwiseConv2d(6)(image),
    ],
    [
      'depthwiseConv2d: multiplier must be a positive integer, got 1.5',
      () => layers.depthwiseConv2d(2, { multiplier: 1.5 }),
    ],
    ['separableConv2d: expected images [height, width, channels], got [5, 3]', () => layers.separableConv2d(8, 2)(row)],
    ['upsample2d: factors must be positive whole numbers, got 0 × 0', () => layers.upsample2d(0)],
    ['upsample2d: expected images [height, width, channels], got [5, 3]', () => layers.upsample2d(2)(row)],
    ['adaptiveAvgPool2d: sizes must be positive whole numbers, got 2 × 0', () => layers.adaptiveAvgPool2d([2, 0])],
    [
      'adaptiveMaxPool2d: expected images [height, width, channels], got [5, 3]',
      () => layers.adaptiveMaxPool2d(2)(row),
    ],
    ['maxPool1d: expected a window of at most 5 for input [batch, 5, 3], got [6]', () => layers.maxPool1d(6)(row)],
    [
      'avgPool3d: expected padding smaller than the window 1 × 1 × 1, got [1, 1] and [1, 1] and [1, 1]',
      () => layers.avgPool3d(1, { padding: 1 })(cube),
    ],
  ]
  for (const [message, call] of messages)
    test(message, () => expect(call).toThrow(expect.objectContaining({ message })))
})
