/** The convolution family: numbers worked by hand, numbers and gradients of PyTorch, errors. */
import { describe, expect, test } from 'vitest'
import { type AnyTensor, literal, sizeOf, transposedOutput } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import * as ops from '../../src/ops/index.js'
import { mul, sum } from '../../src/ops/index.js'
import { cases, ramp, reference } from './convolutionCases.js'

const tensor = (shape: readonly number[], values: readonly number[]): any => literal(shape, values, 'f64')
const numbers = (t: AnyTensor): readonly number[] => [...read(t)]
const ones = (...shape: readonly number[]): any => tensor(shape, new Array(sizeOf(shape)).fill(1))
/** Options of one axis, where lists have one entry. */
const single = ({ stride, dilation, padding, ...rest }: any): any => ({
  ...rest,
  ...(stride && { stride: stride[0] }),
  ...(dilation && { dilation: dilation[0] }),
  ...(padding && { padding: padding[0] }),
})
const pool1d =
  (of: ops.Pool1d) =>
  ({ window, ...options }: any, x: any) =>
    of(x, window[0], single(options))
const pool3d =
  (of: ops.Pool3d) =>
  ({ window, ...options }: any, x: any) =>
    of(x, window, options)
const adaptive =
  (of: ops.AdaptivePool2d) =>
  ({ size }: any, x: any) =>
    of(x, size)
/** The ops of the script, by their names there. */
const known: Readonly<Record<string, (options: any, ...args: readonly any[]) => AnyTensor>> = {
  conv1d: (options, x, w) => ops.conv1d(x, w, single(options)),
  conv3d: (options, x, w) => ops.conv3d(x, w, options),
  conv2dTranspose: ({ output_padding = 0, padding = [0, 0], ...options }, x, w) =>
    ops.conv2dTranspose(x, w, {
      ...options,
      padding: padding.map((p: number) => [p, p]),
      outputPadding: output_padding,
    }),
  depthwiseConv2d: (options, x, w) => ops.depthwiseConv2d(x, w, options),
  separableConv2d: (options, x, w, v) => ops.separableConv2d(x, w, v, options),
  upsample2d: ({ factor, method }, x) => ops.upsample2d(x, factor, { method }),
  adaptiveAvgPool2d: adaptive(ops.adaptiveAvgPool2d),
  adaptiveMaxPool2d: adaptive(ops.adaptiveMaxPool2d),
  maxPool1d: pool1d(ops.maxPool1d),
  avgPool1d: pool1d(ops.avgPool1d),
  maxPool3d: pool3d(ops.maxPool3d),
  avgPool3d: pool3d(ops.avgPool3d),
}
const expectNear = (actual: AnyTensor, expected: readonly number[]): void => {
  const ours = numbers(actual)
  expect(ours.length).toBe(expected.length)
  ours.forEach((v, i) => {
    expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-13 * (10 + Math.abs(expected[i]!)))
  })
}

describe(`as PyTorch ${reference.torch} in f64`, () => {
  for (const { op, options, shapes, shape, y, gradients } of Object.values(cases))
    test(`${op} ${JSON.stringify(shapes)} ${JSON.stringify(options)}`, () => {
      const args = shapes.map((s, i) => ramp(s, i + 1))
      const f = (of: readonly any[]): any => known[op]!(options, ...of)
      expect(f(args).shape).toEqual(shape)
      expectNear(f(args), y)
      const slopes: readonly AnyTensor[] = grad((of: readonly any[]) => sum(mul(f(of), ramp(shape, 9))) as any)(args)
      slopes.forEach((slope, i) => {
        expectNear(slope, gradients[i]!)
      })
    })
})

describe('by hand', () => {
  test('conv1d: differences, and a window that sees nothing that comes later', () => {
    const x = tensor([1, 4, 1], [1, 4, 9, 16])
    expect(numbers(ops.conv1d(x, tensor([2, 1, 1], [-1, 1])))).toEqual([3, 5, 7])
    expect(numbers(ops.conv1d(x, tensor([2, 1, 1], [1, 10]), { dilation: 2, padding: [2, 0] }))).toEqual([
      10, 40, 91, 164,
    ])
    expect(numbers(ops.conv1d(x, tensor([3, 1, 1], [1, 1, 1]), { stride: 2, padding: 'same' }))).toEqual([14, 25])
  })
  test('conv3d: a box over two slices', () => {
    const x = tensor([1, 3, 1, 2, 1], [1, 2, 3, 4, 5, 6])
    expect(numbers(ops.conv3d(x, tensor([2, 1, 1, 1, 1], [1, 10])))).toEqual([31, 42, 53, 64])
    expect(numbers(ops.conv3d(x, ones(1, 1, 2, 1, 1)))).toEqual([3, 7, 11])
  })
  test('conv3d is rounded once, at the end', () => {
    const x: any = literal([1, 3, 1, 1, 1], [1, 2 ** -24, 2 ** -24])
    expect(numbers(ops.conv3d(x, literal([3, 1, 1, 1, 1], [1, 1, 1]) as any))).toEqual([1 + 2 ** -23])
  })
  test('conv2dTranspose: each number times the window, where windows overlap their sum', () => {
    const x = tensor([1, 1, 2, 1], [1, 10])
    const w = tensor([1, 3, 1, 1], [1, 2, 3])
    expect(numbers(ops.conv2dTranspose(x, w))).toEqual([1, 12, 23, 30])
    expect(numbers(ops.conv2dTranspose(x, w, { stride: [1, 2] }))).toEqual([1, 2, 13, 20, 30])
    expect(numbers(ops.conv2dTranspose(x, w, { stride: [1, 2], padding: 'same' }))).toEqual([1, 2, 13, 20])
    expect(numbers(ops.conv2dTranspose(x, w, { stride: [1, 4], outputPadding: [0, 2] }))).toEqual([
      1, 2, 3, 0, 10, 20, 30, 0, 0,
    ])
    expect(numbers(ops.conv2dTranspose(x, w, { stride: [1, 4], padding: 'same' }))).toEqual([1, 2, 3, 0, 10, 20, 30, 0])
  })
  test('depthwise: results of one channel side by side', () => {
    const x = tensor([1, 1, 1, 2], [2, 3])
    expect(numbers(ops.depthwiseConv2d(x, tensor([1, 1, 2, 2], [1, 10, 100, 1000])))).toEqual([2, 20, 300, 3000])
    const mix = tensor([1, 1, 4, 1], [1, 1, 1, 1])
    expect(numbers(ops.separableConv2d(x, tensor([1, 1, 2, 2], [1, 10, 100, 1000]), mix))).toEqual([3322])
  })
  test('upsample2d', () => {
    const x = tensor([1, 1, 2, 1], [0, 4])
    expect(numbers(ops.upsample2d(x, [1, 2]))).toEqual([0, 0, 4, 4])
    expect(numbers(ops.upsample2d(x, [1, 2], { method: 'bilinear' }))).toEqual([0, 1, 3, 4])
    expect(numbers(ops.upsample2d(x, [2, 1], { method: 'bilinear' }))).toEqual([0, 4, 0, 4])
  })
  test('adaptive pooling: bins overlap where they must; the first of equal numbers is the largest', () => {
    const x = tensor([1, 1, 5, 1], [1, 2, 3, 4, 5])
    expectNear(ops.adaptiveAvgPool2d(x, [1, 2]), [2, 4])
    expect(numbers(ops.adaptiveMaxPool2d(x, [1, 3]))).toEqual([2, 4, 5])
    expect(numbers(ops.adaptiveMaxPool2d(x, [2, 1]))).toEqual([5, 5])
    const tied = tensor([1, 2, 3, 1], [0, 7, 0, 7, 0, 0])
    const slope = grad((a: any) => sum(ops.adaptiveMaxPool2d(a, [1, 2])) as any)(tied)
    expect(numbers(slope).map((v) => v + 0)).toEqual([0, 2, 0, 0, 0, 0])
  })
  test('pools of sequences and volumes', () => {
    const x = tensor([1, 4, 1], [1, 5, 2, 3])
    expect(numbers(ops.maxPool1d(x, 2))).toEqual([5, 3])
    expect(numbers(ops.minPool1d(x, 2, { stride: 1 }))).toEqual([1, 2, 2])
    expect(numbers(ops.avgPool1d(x, 3, { stride: 2, padding: [1, 0] }))).toEqual([3, 10 / 3])
    const volume = tensor([1, 2, 2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8])
    expect(numbers(ops.minPool3d(volume, 2))).toEqual([1])
    const flat = grad((a: any) => sum(ops.maxPool3d(a, 2)) as any)(ones(1, 2, 2, 2, 1))
    expect(numbers(flat).map((v) => v + 0)).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
  })
  test('layouts', () => {
    const [x, w] = [ramp([1, 2, 3, 4], 1), ramp([2, 3, 2, 2], 2)] // n c h w, c filters kh kw
    const turned = ops.conv2dTranspose(ops.permute(x, [0, 2, 3, 1]) as any, ops.permute(w, [2, 3, 1, 0]) as any)
    const y = ops.conv2dTranspose(x, w, { layout: 'NCHW' })
    expect(y.shape).toEqual([1, 3, 4, 5])
    expect(numbers(y)).toEqual(numbers(ops.permute(turned as any, [0, 3, 1, 2])))
    expect(ops.upsample2d(x, 2, { layout: 'NCHW' }).shape).toEqual([1, 2, 6, 8])
    expect(ops.adaptiveAvgPool2d(x, [2, 5], { layout: 'NCHW' }).shape).toEqual([1, 2, 2, 5])
  })
  test('transposedOutput: known sizes', () => {
    expect(transposedOutput(7, 3, { stride: 2, padding: 1, outputPadding: 1 })).toBe(14)
    expect(transposedOutput(1, 4)).toBe(4)
    expect(transposedOutput(4, 4, { stride: 2, padding: 1 })).toBe(8)
    expect(transposedOutput(5, 3, { stride: 3, padding: 'same' })).toBe(15)
  })
})

describe('errors', () => {
  const line = ones(1, 5, 3)
  const image = ones(1, 5, 5, 4)
  const volume = ones(1, 3, 5, 5, 2)
  const messages: readonly (readonly [string, () => unknown])[] = [
    ['conv1d: expected a window of at most 5 for input [batch, 5, 3], got [6]', () => ops.conv1d(line, ones(6, 3, 2))],
    [
      'conv1d: expected a window of at most 4 for input [batch, 5, 3] padded to 7 with dilation 2, got [5]',
      () => ops.conv1d(line, ones(5, 3, 2), { dilation: 2, padding: 1 }),
    ],
    [
      'conv1d: expected weights [k, 3, filters] for input [batch, 5, 3], got [2, 4, 2]',
      () => ops.conv1d(line, ones(2, 4, 2)),
    ],
    [
      'conv1d: expected [n, length, c] and weights [k, c / groups, filters], got [1, 5, 5, 4] and [2, 4, 2]',
      () => ops.conv1d(image, ones(2, 4, 2)),
    ],
    ['conv1d: strides must be positive whole numbers, got 0', () => ops.conv1d(line, ones(2, 3, 2), { stride: 0 })],
    ['conv1d: groups must be a positive whole number, got 0', () => ops.conv1d(line, ones(2, 3, 2), { groups: 0 })],
    [
      'conv3d: expected a window of at most 3 × 5 × 5 for input [batch, 3, 5, 5, 2], got [4, 1, 1]',
      () => ops.conv3d(volume, ones(4, 1, 1, 2, 2)),
    ],
    [
      'conv3d: expected weights [kd, kh, kw, 1, filters] for input [batch, 3, 5, 5, 2] in 2 groups, got [1, 1, 1, 2, 2]',
      () => ops.conv3d(volume, ones(1, 1, 1, 2, 2), { groups: 2 }),
    ],
    [
      'conv3d: expected [n, depth, height, width, c] and weights [kd, kh, kw, c / groups, filters], got [1, 5, 5, 4] and [1, 1, 4, 2]',
      () => ops.conv3d(image, ones(1, 1, 4, 2)),
    ],
    [
      'conv2dTranspose: expected weights [kh, kw, filters / groups, c] for 4 channels, got [2, 2, 4, 3]',
      () => ops.conv2dTranspose(image, ones(2, 2, 4, 3)),
    ],
    [
      'conv2dTranspose: expected weights [kh, kw, filters / groups, c] for 4 channels in 3 groups, which divide them, got [2, 2, 4, 4]',
      () => ops.conv2dTranspose(image, ones(2, 2, 4, 4), { groups: 3 }),
    ],
    [
      'conv2dTranspose: expected a result of at least 1 × 1 for images of 5 × 5 under a window 1 × 1, got [-1, -1]',
      () => ops.conv2dTranspose(image, ones(1, 1, 2, 4), { padding: 3 }),
    ],
    [
      'conv2dTranspose: outputPadding must be whole numbers from 0 to 1, below the stride, got 2 × 2',
      () => ops.conv2dTranspose(image, ones(1, 1, 2, 4), { stride: 2, outputPadding: 2 }),
    ],
    [
      "conv2dTranspose: outputPadding must be whole numbers from 0 to 0 with padding 'same', got 1 × 0",
      () => ops.conv2dTranspose(image, ones(1, 1, 2, 4), { stride: 2, padding: 'same', outputPadding: [1, 0] }),
    ],
    [
      'depthwiseConv2d: expected weights [kh, kw, 4, multiplier] for 4 channels, got [2, 2, 3, 1]',
      () => ops.depthwiseConv2d(image, ones(2, 2, 3, 1)),
    ],
    [
      'depthwiseConv2d: expected a window of at most 5 × 5 for input [batch, 5, 5, 4], got [6, 2]',
      () => ops.depthwiseConv2d(image, ones(6, 2, 4, 1)),
    ],
    [
      'separableConv2d: expected pointwise weights [1, 1, 8, filters], got [1, 1, 4, 2]',
      () => ops.separableConv2d(image, ones(2, 2, 4, 2), ones(1, 1, 4, 2)),
    ],
    ['upsample2d: factors must be positive whole numbers, got 2 × 0', () => ops.upsample2d(image, [2, 0])],
    [
      "upsample2d: method must be 'nearest' or 'bilinear', got 'cubic'",
      () => ops.upsample2d(image, 2, { method: 'cubic' as any }),
    ],
    ['upsample2d: expected [n, height, width, channels], got [1, 5, 3]', () => ops.upsample2d(line, 2)],
    ['adaptiveAvgPool2d: sizes must be positive whole numbers, got 0 × 0', () => ops.adaptiveAvgPool2d(image, 0)],
    [
      'adaptiveMaxPool2d: expected images of at least 1 × 1, got [1, 0, 2, 1]',
      () => ops.adaptiveMaxPool2d(tensor([1, 0, 2, 1], []), 1),
    ],
    ['maxPool1d: expected a window of at most 5 for input [batch, 5, 3], got [6]', () => ops.maxPool1d(line, 6)],
    ['minPool1d: expected [n, length, channels], got [1, 5, 5, 4]', () => ops.minPool1d(image, 2)],
    [
      'avgPool1d: expected padding smaller than the window 2, got [2, 0]',
      () => ops.avgPool1d(line, 2, { padding: [2, 0] }),
    ],
    [
      'maxPool3d: expected a window of at most 3 × 5 × 5 for input [batch, 3, 5, 5, 2], got [4, 4, 4]',
      () => ops.maxPool3d(volume, 4),
    ],
    ['avgPool3d: expected [n, depth, height, width, channels], got [1, 5, 3]', () => ops.avgPool3d(line, 2)],
  ]
  for (const [message, call] of messages)
    test(message, () => expect(call).toThrow(expect.objectContaining({ message })))
})

test('no example, no result', () => {
  expect(ops.conv1d(ones(0, 4, 2), ones(2, 2, 3)).shape).toEqual([0, 3, 3])
  expect(numbers(ops.conv3d(ones(0, 2, 2, 2, 1), ones(2, 2, 2, 1, 3)))).toEqual([])
  expect(numbers(ops.conv2dTranspose(ones(0, 2, 2, 1), ones(2, 2, 3, 1)))).toEqual([])
  expect(numbers(ops.upsample2d(ones(0, 2, 2, 1), 2, { method: 'bilinear' }))).toEqual([])
  expect(numbers(ops.adaptiveMaxPool2d(ones(0, 3, 2, 1), 2))).toEqual([])
  expect(numbers(ops.maxPool3d(ones(0, 2, 2, 2, 1), 2))).toEqual([])
})
