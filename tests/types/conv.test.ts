/** Types of windows: sizes are exact, what does not fit does not compile, and types say what values are. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Axis,
  axis,
  type Batch,
  literal,
  sizeOf,
  type Tensor,
  type WindowOutput,
  windowOutput,
} from '../../src/core/index.js'
import type { AnyModel, Model } from '../../src/models/index.js'
import * as layers from '../../src/models/layers/index.js'
import { avgPool2d, conv2d, globalAvgPool2d, maxPool2d } from '../../src/ops/index.js'

const { input, relu, flatten, dense } = layers
const zeros = <const S extends readonly number[]>(shape: S): Tensor<S> =>
  literal(shape, new Array(sizeOf(shape)).fill(0))

type OutputOf<M> = M extends Model<any, any, any, Tensor<infer S>> ? S : never

/** The type of `value` is the literal `expected`, and so is the value. */
const exactly = <const T extends number>(value: T, expected: number extends T ? never : T): void => {
  expect(value).toBe(expected)
}

describe('windowOutput', () => {
  test('the type is the value', () => {
    exactly(windowOutput(32, 3), 30)
    exactly(windowOutput(5, 5), 1)
    exactly(windowOutput(227, 11, { stride: 4 }), 55)
    exactly(windowOutput(224, 7, { stride: 2, padding: 3 }), 112)
    exactly(windowOutput(224, 7, { stride: 3, padding: 3 }), 75)
    exactly(windowOutput(29, 3, { stride: 3, dilation: 2, padding: [1, 2] }), 10)
    exactly(windowOutput(10, 1, { stride: 3 }), 4)
    exactly(windowOutput(1000003, 3, { stride: 7 }), 142858)
    exactly(windowOutput(28, 3, { stride: 2, padding: 'same' }), 14)
    exactly(windowOutput(29, 3, { stride: 2, padding: 'same' }), 15)
    exactly(windowOutput(29, 30, { padding: 'same' }), 29)
    exactly(windowOutput(28, 3, { padding: 'valid' }), 26)
    exactly(windowOutput(6, 2, { stride: 4 }), 2)
  })
  test('a plain number anywhere gives number', () => {
    const n: number = 7
    expectTypeOf(windowOutput(n, 3)).toEqualTypeOf<number>()
    expectTypeOf(windowOutput(7, n)).toEqualTypeOf<number>()
    expectTypeOf(windowOutput(7, 3, { stride: n })).toEqualTypeOf<number>()
    expectTypeOf(windowOutput(7, 3, { padding: [1, n] })).toEqualTypeOf<number>()
    expectTypeOf<WindowOutput<Axis<'time'>, 3>>().toEqualTypeOf<number>()
    expectTypeOf<WindowOutput<Axis<'time'>, 3, 1, 1, 'same'>>().toEqualTypeOf<Axis<'time'>>()
  })
  test('a choice of sizes gives a choice of results', () => {
    expectTypeOf<WindowOutput<9 | 12, 3, 2, 1, 1 | 2>>().toEqualTypeOf<5 | 6 | 7>()
    expectTypeOf<WindowOutput<5, 3, 1, 1, 'valid' | 'same'>>().toEqualTypeOf<3 | 5>()
  })
  test('what does not fit is never', () => {
    expectTypeOf<WindowOutput<5, 6>>().toEqualTypeOf<never>()
    expectTypeOf<WindowOutput<5, 3, 1, 3>>().toEqualTypeOf<never>()
  })
})

describe('operations', () => {
  const images = zeros([axis('batch', 2), 8, 6, 4])
  test('shapes, and values of these shapes', () => {
    const y = conv2d(images, zeros([3, 3, 4, 16]), { stride: [2, 1] })
    expectTypeOf(y.shape).toEqualTypeOf<readonly [Batch, 3, 4, 16]>()
    expect(y.shape).toEqual([2, 3, 4, 16])
    const grouped = conv2d(images, zeros([1, 1, 2, 6]), {
      groups: 2,
      padding: [
        [1, 0],
        [0, 2],
      ],
    })
    expectTypeOf(grouped.shape).toEqualTypeOf<readonly [Batch, 9, 8, 6]>()
    expect(grouped.shape).toEqual([2, 9, 8, 6])
    const pooled = maxPool2d(images, 2)
    expectTypeOf(pooled.shape).toEqualTypeOf<readonly [Batch, 4, 3, 4]>()
    expect(pooled.shape).toEqual([2, 4, 3, 4])
    const overlapping = avgPool2d(images, [3, 2], { stride: [2, 1], padding: 1 })
    expectTypeOf(overlapping.shape).toEqualTypeOf<readonly [Batch, 4, 7, 4]>()
    expect(overlapping.shape).toEqual([2, 4, 7, 4])
    expectTypeOf(globalAvgPool2d(images).shape).toEqualTypeOf<readonly [Batch, 4]>()
  })
  test('channels first', () => {
    const first = zeros([axis('batch', 2), 4, 8, 6])
    const y = conv2d(first, zeros([16, 4, 3, 3]), { layout: 'NCHW' })
    expectTypeOf(y.shape).toEqualTypeOf<readonly [Batch, 16, 6, 4]>()
    expect(y.shape).toEqual([2, 16, 6, 4])
    const pooled = maxPool2d(first, 2, { layout: 'NCHW' })
    expectTypeOf(pooled.shape).toEqualTypeOf<readonly [Batch, 4, 4, 3]>()
    expect(pooled.shape).toEqual([2, 4, 4, 3])
    expectTypeOf(globalAvgPool2d(first, { layout: 'NCHW' }).shape).toEqualTypeOf<readonly [Batch, 4]>()
  })
  test('what does not fit does not compile', () => {
    // @ts-expect-error a window of 7 × 7 on 8 × 6
    expect(() => conv2d(images, zeros([7, 7, 4, 16]))).toThrow()
    // @ts-expect-error weights for 3 channels on 4
    expect(() => conv2d(images, zeros([3, 3, 3, 16]))).toThrow()
    // @ts-expect-error weights for all channels in 2 groups
    expect(() => conv2d(images, zeros([3, 3, 4, 16]), { groups: 2 })).toThrow()
    // @ts-expect-error a window of 7 × 7 on 8 × 6
    expect(() => maxPool2d(images, 7)).toThrow()
    // @ts-expect-error there is no such option
    conv2d(images, zeros([3, 3, 4, 16]), { stride: 2, strides: 2 })
  })
  test('shapes of unknown rank are accepted, sizes are then unknown', () => {
    const unknown: Tensor = zeros([2, 8, 6, 4])
    const y = conv2d(unknown, zeros([3, 3, 4, 16]))
    expectTypeOf(y.shape).toEqualTypeOf<readonly [number, number, number, number]>()
  })
})

describe('models', () => {
  test('the CIFAR network: 12,544 numbers after flatten, inferred', () => {
    const cifar = pipe(
      input([32, 32, 3]),
      layers.conv2d(32, 3),
      relu,
      layers.conv2d(64, 3),
      relu,
      layers.maxPool2d(2),
      flatten,
      dense(128),
      relu,
      dense(10),
    )
    expectTypeOf(cifar).toEqualTypeOf<
      Model<
        readonly [
          layers.Conv2d<3, 3, 3, 32>,
          layers.Conv2d<3, 3, 32, 64>,
          layers.Dense<12544, 128>,
          layers.Dense<128, 10>,
        ],
        readonly [],
        Tensor<readonly [Batch, 32, 32, 3]>,
        Tensor<readonly [Batch, 10]>
      >
    >()
  })
  test('options are in the type', () => {
    const model = pipe(
      input([9, 8, 4]),
      layers.conv2d(6, [3, 2], { stride: [2, 1], padding: 'same', groups: 2, bias: false }),
      layers.avgPool2d(3, {
        stride: 1,
        padding: [
          [1, 1],
          [0, 0],
        ],
      }),
    )
    expectTypeOf(model).toEqualTypeOf<
      Model<
        readonly [layers.Filters<3, 2, 2, 6>],
        readonly [],
        Tensor<readonly [Batch, 9, 8, 4]>,
        Tensor<readonly [Batch, 5, 6, 6]>
      >
    >()
    expect(model.out).toEqual([5, 6, 6])
  })
  test('sizes that only run time knows', () => {
    const n: number = 9
    const model = pipe(input([n, 8, 4]), layers.conv2d(6, 3), layers.maxPool2d(2))
    expectTypeOf<OutputOf<typeof model>>().toEqualTypeOf<readonly [Batch, number, 3, 6]>()
    expectTypeOf(pipe(model, flatten)).toExtend<AnyModel>()
  })
  test('types and values agree layer by layer', () => {
    const model = pipe(
      input([224, 224, 3]),
      layers.conv2d(64, 7, { stride: 2, padding: 3 }),
      layers.maxPool2d(3, { stride: 2, padding: 1 }),
      layers.conv2d(128, 3, { stride: 2, padding: 'same' }),
      layers.conv2d(128, 3, { dilation: 2 }),
    )
    expectTypeOf<OutputOf<typeof model>>().toEqualTypeOf<readonly [Batch, 24, 24, 128]>()
    expect(model.layers.map((l) => l.out)).toEqual([
      [224, 224, 3],
      [112, 112, 64],
      [56, 56, 64],
      [28, 28, 128],
      [24, 24, 128],
    ])
  })
  test('a block of layers, written as a function', () => {
    const model = pipe(input([8, 8, 16]), relu, (before) =>
      pipe(before, layers.conv2d(32, 3, { padding: 'same' }), relu, layers.conv2d(16, 3, { padding: 1 })),
    )
    expectTypeOf<OutputOf<typeof model>>().toEqualTypeOf<readonly [Batch, 8, 8, 16]>()
    expect(model.out).toEqual([8, 8, 16])
  })
  test('what does not fit does not compile', () => {
    expect(() =>
      pipe(
        input([32, 32, 3]),
        layers.conv2d(32, 3),
        // @ts-expect-error flatten is missing
        dense(10),
      ),
    ).toThrow()
    expect(() =>
      pipe(
        input([5, 5, 3]),
        // @ts-expect-error the window is larger than the images
        layers.conv2d(32, 6),
      ),
    ).toThrow()
    expect(() =>
      pipe(
        input([5, 5, 3]),
        layers.conv2d(32, 3),
        // @ts-expect-error the window is larger than what is left
        layers.maxPool2d(4),
      ),
    ).toThrow()
    expect(() =>
      pipe(
        input([5, 5, 3]),
        // @ts-expect-error 2 groups of 3 channels
        layers.conv2d(32, 3, { groups: 2 }),
      ),
    ).toThrow()
    expect(() =>
      pipe(
        input(784),
        // @ts-expect-error rows are no images
        layers.conv2d(32, 3),
      ),
    ).toThrow()
  })
})
