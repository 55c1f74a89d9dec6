/** Convolution: numbers worked by hand, numbers and gradients of PyTorch, errors. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, apply, literal, sizeOf, type Tensor, windowOutput } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { formula, grad } from '../../src/grad/index.js'
import { conv2d, conv2dByInput, conv2dByWeights, mul, ops, pad, sum } from '../../src/ops/index.js'

type Images = Tensor<readonly [number, number, number, number], 'f64'>
const tensor = (shape: readonly number[], values: readonly number[]): Images => literal(shape, values, 'f64') as any
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)
const ones = (shape: readonly number[]): Images => tensor(shape, new Array(sizeOf(shape)).fill(1))
const numbers = (t: AnyTensor): readonly number[] => [...read(t)]

/** As in tests/references/windows.py. */
const ramp = (shape: readonly number[], seed: number): Images =>
  tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + seed + 1.7 * i)),
  )
interface Case {
  readonly x: readonly number[]
  readonly w: readonly number[]
  readonly stride?: readonly [number, number]
  readonly dilation?: readonly [number, number]
  readonly groups?: number
  readonly padding?: readonly [readonly [number, number], readonly [number, number]]
  readonly shape: readonly number[]
  readonly y: readonly number[]
  readonly gradients: readonly (readonly number[])[]
}
const { reference, convolutions } = JSON.parse(
  readFileSync(new URL('../references/windows.json', import.meta.url), 'utf8'),
) as { readonly reference: { readonly torch: string }; readonly convolutions: readonly Case[] }

const expectNear = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length)
  actual.forEach((v, i) => {
    expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-13 * (10 + Math.abs(expected[i]!)))
  })
}

describe('conv2d by hand', () => {
  const image = tensor([1, 3, 3, 1], upTo(9))
  test('a window of ones sums, and windows overlap', () => {
    const y = conv2d(image, ones([2, 2, 1, 1]))
    expect(y.shape).toEqual([1, 2, 2, 1])
    expect(numbers(y)).toEqual([12, 16, 24, 28])
  })
  test('it is cross-correlation: the window is not turned over', () => {
    expect(numbers(conv2d(image, tensor([1, 2, 1, 1], [1, 10])))).toEqual([21, 32, 54, 65, 87, 98])
  })
  test('channels add up, filters come last', () => {
    const x = tensor([1, 1, 2, 2], [1, 2, 3, 4])
    const w = tensor([1, 1, 2, 3], [1, 0, 100, 0, 1, 1000])
    expect(numbers(conv2d(x, w))).toEqual([1, 2, 2100, 3, 4, 4300])
  })
  test("'same' with stride 1 pads as much before as after, the odd row and column at the end", () => {
    expect(numbers(conv2d(image, ones([2, 2, 1, 1]), { padding: 'same' }))).toEqual([12, 16, 9, 24, 28, 15, 15, 17, 9])
  })
  test("'same' with stride 2 is TensorFlow's: 4 columns, a window of 3, padding 0 and 1", () => {
    const row = tensor([1, 1, 4, 1], upTo(4))
    expect(numbers(conv2d(row, ones([1, 3, 1, 1]), { stride: [1, 2], padding: 'same' }))).toEqual([6, 7])
    // PyTorch, with a padding of 1 at both ends
    expect(
      numbers(
        conv2d(row, ones([1, 3, 1, 1]), {
          stride: [1, 2],
          padding: [
            [0, 0],
            [1, 1],
          ],
        }),
      ),
    ).toEqual([3, 9])
  })
  test('f32 is rounded once, at the end', () => {
    const x = literal([1, 1, 3, 1], [1, 2 ** -24, 2 ** -24])
    expect(numbers(conv2d(x, literal([1, 3, 1, 1], [1, 1, 1])))).toEqual([1 + 2 ** -23])
  })
  test('the adjoint by images spreads each number over its window', () => {
    const dy = tensor([1, 1, 2, 1], [1, 10])
    expect(numbers(conv2dByInput(dy, tensor([1, 2, 1, 1], [1, 2]), [1, 4], { stride: 2 }))).toEqual([1, 2, 10, 20])
    expect(numbers(conv2dByInput(dy, tensor([1, 2, 1, 1], [1, 2]), [1, 5], { stride: 2 }))).toEqual([1, 2, 10, 20, 0])
  })
  test('the adjoint by weights correlates images with the cotangent', () => {
    const dy = tensor([1, 1, 2, 1], [1, 10])
    expect(numbers(conv2dByWeights(tensor([1, 1, 3, 1], upTo(3)), dy, [1, 2]))).toEqual([21, 32])
  })
  test('formulas show it as a product', () => {
    expect(formula(conv2d(image, ones([2, 2, 1, 1]))).text).toContain('∗')
  })
})

describe(`conv2d as PyTorch ${reference.torch} in f64`, () => {
  for (const c of convolutions) {
    const { x: from, w: size, stride = 1, dilation = 1, groups = 1, padding = 'valid' } = c
    const f = (x: Images, w: Images): Images =>
      conv2d(x, w, { stride, dilation, groups, padding, layout: 'NCHW' }) as unknown as Images
    test(JSON.stringify({ from, size, stride, dilation, groups, padding }), () => {
      const [x, w] = [ramp(from, 1), ramp(size, 2)]
      const y = f(x, w)
      expect(y.shape).toEqual(c.shape)
      expectNear(numbers(y), c.y)
      const gradient = grad(([a, b]: readonly [Images, Images]) => sum(mul(f(a, b), ramp(c.shape, 3))))([x, w])
      expectNear(numbers(gradient[0]), c.gradients[0]!)
      expectNear(numbers(gradient[1]), c.gradients[1]!)
    })
  }
})

describe('windowOutput', () => {
  test('known sizes: AlexNet, ResNet, VGG', () => {
    expect(windowOutput(227, 11, { stride: 4 })).toBe(55)
    expect(windowOutput(224, 7, { stride: 2, padding: 3 })).toBe(112)
    expect(windowOutput(112, 3, { stride: 2, padding: 1 })).toBe(56)
    expect(windowOutput(224, 3, { padding: 'same' })).toBe(224)
    expect(windowOutput(9, 3, { dilation: 4 })).toBe(1)
  })
})

describe('errors of conv2d', () => {
  const gradual = (...shape: readonly number[]): any => ones(shape)
  const messages: readonly (readonly [string, () => unknown])[] = [
    [
      'conv2d: expected a window of at most 5 × 5 for input [batch, 5, 5, 3], got [6, 6]',
      () => conv2d(gradual(2, 5, 5, 3), gradual(6, 6, 3, 8)),
    ],
    [
      'conv2d: expected a window of at most 3 × 4 for input [batch, 5, 5, 3] padded to 5 × 7 with dilation 2 × 2, got [3, 5]',
      () =>
        conv2d(gradual(2, 5, 5, 3), gradual(3, 5, 3, 8), {
          dilation: 2,
          padding: [
            [0, 0],
            [1, 1],
          ],
        }),
    ],
    [
      'conv2d: expected weights [kh, kw, 3, filters] for input [batch, 5, 5, 3], got [2, 2, 4, 8]',
      () => conv2d(gradual(2, 5, 5, 3), gradual(2, 2, 4, 8)),
    ],
    [
      'conv2d: expected weights [kh, kw, 2, filters] for input [batch, 5, 5, 4] in 2 groups, got [2, 2, 4, 8]',
      () => conv2d(gradual(2, 5, 5, 4), gradual(2, 2, 4, 8), { groups: 2 }),
    ],
    [
      'conv2d: expected channels and filters that 2 groups divide, got [3] and [8]',
      () => conv2d(gradual(2, 5, 5, 3), gradual(2, 2, 3, 8), { groups: 2 }),
    ],
    [
      'conv2d: expected [n, height, width, channels], got [5, 5, 3]',
      () => conv2d(gradual(5, 5, 3), gradual(2, 2, 3, 8)),
    ],
    [
      'conv2d: expected [n, channels, height, width], got [5, 5, 3]',
      () => conv2d(gradual(5, 5, 3), gradual(2, 2, 3, 8), { layout: 'NCHW' }),
    ],
    ['conv2d: expected weights [kh, kw, c, filters], got [2, 2]', () => conv2d(gradual(1, 5, 5, 3), gradual(2, 2))],
    [
      'conv2dByInput: expected a cotangent [1, 4, 4, 8], got [1, 5, 4, 8]',
      () => conv2dByInput(gradual(1, 5, 4, 8), gradual(2, 2, 3, 8), 5),
    ],
    [
      'conv2dByWeights: expected a cotangent [1, 4, 4, 8], got [1, 5, 4, 8]',
      () => conv2dByWeights(gradual(1, 5, 5, 3), gradual(1, 5, 4, 8), 2),
    ],
    [
      'conv2d: expected one element type, got f64 and f32; use cast',
      () => conv2d(gradual(1, 5, 5, 3), literal([1, 1, 3, 1], [1, 2, 3]) as any),
    ],
  ]
  for (const [message, call] of messages)
    test(message, () => expect(call).toThrow(expect.objectContaining({ message })))

  const ranges: readonly (readonly [string, object])[] = [
    ['conv2d: strides must be positive whole numbers, got 0 × 0', { stride: 0 }],
    ['conv2d: dilations must be positive whole numbers, got 1 × 1.5', { dilation: [1, 1.5] }],
    ['conv2d: groups must be a positive whole number, got 0', { groups: 0 }],
    ["conv2d: padding must be 'valid', 'same' or whole numbers of at least 0, got -1", { padding: -1 }],
  ]
  for (const [message, options] of ranges)
    test(message, () => {
      expect(() => conv2d(gradual(1, 5, 5, 3), gradual(2, 2, 3, 8), options)).toThrow(new RangeError(message))
    })
})

test('no image, no result; a whole window of padding, zeros', () => {
  expect(conv2d(ones([0, 3, 3, 1]), ones([2, 2, 1, 4])).shape).toEqual([0, 2, 2, 4])
  expect(numbers(conv2d(ones([1, 1, 1, 1]), ones([1, 1, 1, 1]), { padding: 1 }))).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0])
})
test('attributes are plain data: a graph with a convolution can be printed and rebuilt', () => {
  const y = conv2d(ones([1, 4, 4, 1]), ones([2, 2, 1, 1]), { stride: 2, padding: 'same' })
  if (y.node._tag !== 'Apply') throw new Error('expected an op')
  const attrs = JSON.parse(JSON.stringify(y.node.attrs))
  expect(attrs).toEqual({
    stride: [2, 2],
    dilation: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
    groups: 1,
  })
  expect(numbers(apply(ops.conv2d, attrs, ...y.node.args))).toEqual(numbers(y))
})
test('a convolution of padded images is one with padding', () => {
  const x = ramp([1, 3, 2, 2], 1)
  const w = ramp([2, 2, 2, 1], 2)
  const around = pad(x, { before: [0, 1, 0, 0], after: [0, 0, 2, 0] }) as Images
  expect(
    numbers(
      conv2d(x, w, {
        padding: [
          [1, 0],
          [0, 2],
        ],
      }),
    ),
  ).toEqual(numbers(conv2d(around, w)))
})
