/** Types of the convolution family: sizes are exact, what does not fit does not compile, and types say what values are. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Axis,
  axis,
  type Batch,
  literal,
  type Shape,
  sizeOf,
  type Tensor,
  type TransposedOutput,
  transposedOutput,
} from '../../src/core/index.js'
import type { Model } from '../../src/models/index.js'
import * as layers from '../../src/models/layers/index.js'
import {
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  avgPool3d,
  conv1d,
  conv2dTranspose,
  conv3d,
  depthwiseConv2d,
  maxPool1d,
  separableConv2d,
  upsample2d,
} from '../../src/ops/index.js'

const zeros = <const S extends readonly number[]>(shape: S): Tensor<S> =>
  literal(shape, new Array(sizeOf(shape)).fill(0))
/** The type of the shape is the literal `expected`, and so is the shape. */
const exactly = <S extends Shape>(x: Tensor<S>, expected: NoInfer<S>): void => {
  expect(x.shape).toEqual(expected)
}
const two = axis('batch', 2)

describe('transposedOutput', () => {
  const same = <const T extends number>(value: T, expected: number extends T ? never : T): void => {
    expect(value).toBe(expected)
  }
  test('the type is the value', () => {
    same(transposedOutput(7, 3, { stride: 2, padding: 1, outputPadding: 1 }), 14)
    same(transposedOutput(7, 3, { stride: 2, dilation: 2, padding: [1, 0] }), 16)
    same(transposedOutput(1, 4), 4)
    same(transposedOutput(112, 7, { stride: 2, padding: 'same' }), 224)
    same(transposedOutput(13, 2, { padding: 'valid', stride: 5 }), 62)
  })
  test('a plain number gives number; what leaves nothing is never', () => {
    const n: number = 7
    expectTypeOf(transposedOutput(n, 3)).toEqualTypeOf<number>()
    expectTypeOf(transposedOutput(7, 3, { stride: 2, padding: [n, 0] })).toEqualTypeOf<number>()
    expectTypeOf<TransposedOutput<Axis<'time'>, 3, 2>>().toEqualTypeOf<number>()
    expectTypeOf<TransposedOutput<Axis<'time'>, 3, 1, 1, 'same'>>().toEqualTypeOf<Axis<'time'>>()
    expectTypeOf<TransposedOutput<1, 3, 1, 1, 2>>().toEqualTypeOf<never>()
    expectTypeOf<TransposedOutput<2, 3, 1, 1, 2>>().toEqualTypeOf<never>()
    expectTypeOf<TransposedOutput<3, 3, 1, 1, 2>>().toEqualTypeOf<1>()
  })
})

describe('shapes, and values of these shapes', () => {
  test('sequences', () => {
    const x = zeros([two, 9, 4])
    const y = conv1d(x, zeros([3, 2, 6]), { groups: 2, stride: 2, padding: [2, 0] })
    expectTypeOf(y.shape).toEqualTypeOf<readonly [Batch, 5, 6]>()
    exactly(y, [two, 5, 6])
    const same = conv1d(x, zeros([3, 4, 6]), { dilation: 2, padding: 'same' })
    expectTypeOf(same.shape).toEqualTypeOf<readonly [Batch, 9, 6]>()
    const pooled = maxPool1d(x, 2)
    expectTypeOf(pooled.shape).toEqualTypeOf<readonly [Batch, 4, 4]>()
    exactly(pooled, [two, 4, 4])
  })
  test('volumes', () => {
    const x = zeros([two, 3, 8, 6, 2])
    const y = conv3d(x, zeros([2, 3, 3, 2, 5]), {
      stride: [1, 2, 1],
      padding: [
        [1, 0],
        [1, 1],
        [0, 2],
      ],
    })
    expectTypeOf(y.shape).toEqualTypeOf<readonly [Batch, 3, 4, 6, 5]>()
    exactly(y, [two, 3, 4, 6, 5])
    const same = conv3d(x, zeros([3, 3, 3, 2, 5]), { padding: 'same', dilation: 2 })
    expectTypeOf(same.shape).toEqualTypeOf<readonly [Batch, 3, 8, 6, 5]>()
    const pooled = avgPool3d(x, [1, 3, 2], { padding: 'same', stride: [3, 3, 2] })
    expectTypeOf(pooled.shape).toEqualTypeOf<readonly [Batch, 1, 3, 3, 2]>()
    exactly(pooled, [two, 1, 3, 3, 2])
  })
  test('transposed', () => {
    const x = zeros([two, 7, 5, 4])
    const y = conv2dTranspose(x, zeros([3, 2, 6, 4]), { stride: 2, padding: 1, outputPadding: [1, 0] })
    expectTypeOf(y.shape).toEqualTypeOf<readonly [Batch, 14, 8, 6]>()
    exactly(y, [two, 14, 8, 6])
    const grouped = conv2dTranspose(x, zeros([3, 3, 6, 4]), { stride: [3, 1], padding: 'same', groups: 2 })
    expectTypeOf(grouped.shape).toEqualTypeOf<readonly [Batch, 21, 5, 12]>()
    exactly(grouped, [two, 21, 5, 12])
    const first = conv2dTranspose(zeros([two, 4, 7, 5]), zeros([4, 6, 3, 2]), { layout: 'NCHW' })
    expectTypeOf(first.shape).toEqualTypeOf<readonly [Batch, 6, 9, 6]>()
    exactly(first, [two, 6, 9, 6])
  })
  test('depthwise and separable', () => {
    const x = zeros([two, 7, 5, 4])
    const y = depthwiseConv2d(x, zeros([3, 2, 4, 2]), { stride: 2, padding: 'same' })
    expectTypeOf(y.shape).toEqualTypeOf<readonly [Batch, 4, 3, 8]>()
    exactly(y, [two, 4, 3, 8])
    const mixed = separableConv2d(x, zeros([3, 2, 4, 2]), zeros([1, 1, 8, 5]), { dilation: [1, 2] })
    expectTypeOf(mixed.shape).toEqualTypeOf<readonly [Batch, 5, 3, 5]>()
    exactly(mixed, [two, 5, 3, 5])
  })
  test('other sizes', () => {
    const x = zeros([two, 7, 5, 4])
    const y = upsample2d(x, [2, 3], { method: 'bilinear' })
    expectTypeOf(y.shape).toEqualTypeOf<readonly [Batch, 14, 15, 4]>()
    exactly(y, [two, 14, 15, 4])
    expectTypeOf(upsample2d(x, 2, { layout: 'NCHW' }).shape).toEqualTypeOf<readonly [Batch, 7, 10, 8]>()
    const pooled = adaptiveAvgPool2d(x, [3, 2])
    expectTypeOf(pooled.shape).toEqualTypeOf<readonly [Batch, 3, 2, 4]>()
    exactly(pooled, [two, 3, 2, 4])
    expectTypeOf(adaptiveMaxPool2d(x, 3, { layout: 'NCHW' }).shape).toEqualTypeOf<readonly [Batch, 7, 3, 3]>()
  })
  test('shapes of unknown rank are accepted, sizes are then unknown', () => {
    const unknown: Tensor = zeros([2, 7, 5, 4])
    expectTypeOf(depthwiseConv2d(unknown, zeros([3, 2, 4, 2])).shape).toEqualTypeOf<
      readonly [number, number, number, number]
    >()
    expectTypeOf(upsample2d(unknown, 2).shape).toEqualTypeOf<readonly [number, number, number, number]>()
    const length: number = 9
    expectTypeOf(conv1d(zeros([two, length, 4]), zeros([3, 4, 6])).shape).toEqualTypeOf<readonly [Batch, number, 6]>()
  })
})

test('what does not fit does not compile', () => {
  const line = zeros([two, 5, 4])
  const image = zeros([two, 5, 5, 4])
  const volume = zeros([two, 3, 5, 5, 4])
  // @ts-expect-error a window of 6 on 5
  expect(() => conv1d(line, zeros([6, 4, 2]))).toThrow()
  // @ts-expect-error weights for 3 channels on 4
  expect(() => conv1d(line, zeros([2, 3, 2]))).toThrow()
  // @ts-expect-error a window of 4 slices on 3
  expect(() => conv3d(volume, zeros([4, 1, 1, 4, 2]))).toThrow()
  // @ts-expect-error weights for all channels in 2 groups
  expect(() => conv3d(volume, zeros([1, 1, 1, 4, 2]), { groups: 2 })).toThrow()
  // @ts-expect-error weights for 3 channels on 4
  expect(() => conv2dTranspose(image, zeros([2, 2, 4, 3]))).toThrow()
  // @ts-expect-error padding leaves nothing
  expect(() => conv2dTranspose(image, zeros([1, 1, 2, 4]), { padding: 3 })).toThrow()
  // @ts-expect-error weights for 3 channels on 4
  expect(() => depthwiseConv2d(image, zeros([2, 2, 3, 1]))).toThrow()
  // @ts-expect-error a window of 6 rows on 5
  expect(() => depthwiseConv2d(image, zeros([6, 1, 4, 1]))).toThrow()
  // @ts-expect-error 8 channels between, weights for 4
  expect(() => separableConv2d(image, zeros([2, 2, 4, 2]), zeros([1, 1, 4, 3]))).toThrow()
  // @ts-expect-error a window of 6 on 5
  expect(() => maxPool1d(line, 6)).toThrow()
  // @ts-expect-error a window of 4 slices on 3
  expect(() => avgPool3d(volume, 4)).toThrow()
  // @ts-expect-error there is no such method
  expect(() => upsample2d(image, 2, { method: 'cubic' })).toThrow()
})

describe('models', () => {
  test('sizes and parameters are in the type', () => {
    const model = pipe(
      layers.input([28, 28, 2]),
      layers.depthwiseConv2d(3, { multiplier: 2, padding: 'same' }),
      layers.separableConv2d(6, [3, 2], { stride: 2, padding: 1, bias: false }),
      layers.conv2dTranspose(4, 4, { stride: 2, padding: 1, outputPadding: [1, 0], groups: 2 }),
      layers.upsample2d([2, 1]),
      layers.adaptiveAvgPool2d([7, 5]),
      layers.flatten,
    )
    expectTypeOf(model).toEqualTypeOf<
      Model<
        readonly [
          layers.DepthwiseConv2d<3, 3, 2, 2>,
          Omit<layers.SeparableConv2d<3, 2, 4, 1, 6>, 'bias'>,
          layers.Conv2dTranspose<4, 4, 2, 6, 4>,
        ],
        readonly [],
        Tensor<readonly [Batch, 28, 28, 2]>,
        Tensor<readonly [Batch, 140]>
      >
    >()
    expect(model.out).toEqual([140])
  })
  test('sequences and volumes', () => {
    const line = pipe(
      layers.input([20, 4]),
      layers.conv1d(6, 3, { dilation: 2, groups: 2, bias: false }),
      layers.maxPool1d(2),
      layers.minPool1d(3, { stride: 1, padding: [2, 0] }),
    )
    expectTypeOf(line).toEqualTypeOf<
      Model<
        readonly [Omit<layers.Conv1d<3, 2, 6>, 'bias'>],
        readonly [],
        Tensor<readonly [Batch, 20, 4]>,
        Tensor<readonly [Batch, 8, 6]>
      >
    >()
    expect(line.out).toEqual([8, 6])
    const volume = pipe(
      layers.input([6, 8, 8, 1]),
      layers.conv3d(2, [3, 3, 1], { stride: [1, 2, 2], padding: 'same' }),
      layers.avgPool3d([1, 2, 2]),
    )
    expectTypeOf(volume).toEqualTypeOf<
      Model<
        readonly [layers.Conv3d<3, 3, 1, 1, 2>],
        readonly [],
        Tensor<readonly [Batch, 6, 8, 8, 1]>,
        Tensor<readonly [Batch, 6, 2, 2, 2]>
      >
    >()
    expect(volume.out).toEqual([6, 2, 2, 2])
  })
  test('what does not fit does not compile', () => {
    // @ts-expect-error a window of 6 on 5
    expect(() => pipe(layers.input([5, 3]), layers.conv1d(8, 6))).toThrow()
    // @ts-expect-error images are no sequences
    expect(() => pipe(layers.input([5, 5, 3]), layers.conv1d(8, 2))).toThrow()
    // @ts-expect-error 2 groups of 3 channels
    expect(() => pipe(layers.input([5, 3]), layers.conv1d(8, 2, { groups: 2 }))).toThrow()
    // @ts-expect-error a window of 4 slices on 3
    expect(() => pipe(layers.input([3, 5, 5, 2]), layers.conv3d(8, 4))).toThrow()
    // @ts-expect-error padding leaves nothing
    expect(() => pipe(layers.input([5, 5, 3]), layers.conv2dTranspose(8, 1, { padding: 3 }))).toThrow()
    // @ts-expect-error a window of 6 on 5
    expect(() => pipe(layers.input([5, 5, 3]), layers.depthwiseConv2d(6))).toThrow()
    // @ts-expect-error a window of 6 on 5
    expect(() => pipe(layers.input([5, 5, 3]), layers.separableConv2d(8, 6))).toThrow()
    // @ts-expect-error rows are no images
    expect(() => pipe(layers.input(5), layers.upsample2d(2))).toThrow()
    // @ts-expect-error rows are no images
    expect(() => pipe(layers.input(5), layers.adaptiveMaxPool2d(2))).toThrow()
    // @ts-expect-error a window of 4 slices on 3
    expect(() => pipe(layers.input([3, 5, 5, 2]), layers.maxPool3d(4))).toThrow()
  })
})
