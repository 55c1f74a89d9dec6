/** Pooling: numbers worked by hand, numbers and gradients of PyTorch, ties, errors. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, literal, sizeOf, type Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { formula, grad } from '../../src/grad/index.js'
import {
  avgPool2d,
  globalAvgPool2d,
  globalMaxPool2d,
  globalMinPool2d,
  maxPool2d,
  minPool2d,
  mul,
  type Pool2d,
  sum,
} from '../../src/ops/index.js'

type Images = Tensor<readonly [number, number, number, number], 'f64'>
const tensor = (shape: readonly number[], values: readonly number[]): Images => literal(shape, values, 'f64') as any
const numbers = (t: AnyTensor): readonly number[] => [...read(t)]
const ramp = (shape: readonly number[], seed: number): Images =>
  tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1 + seed + 1.7 * i)),
  )
const gradient = (f: (x: Images) => AnyTensor, x: Images): readonly number[] =>
  numbers(grad((a: Images) => sum(f(a) as Images))(x)).map((v) => v + 0) // -0 is 0

interface Case {
  readonly kind: 'max' | 'average'
  readonly x: readonly number[]
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly padding?: readonly [readonly [number, number], readonly [number, number]]
  readonly shape: readonly number[]
  readonly y: readonly number[]
  readonly gradients: readonly (readonly number[])[]
}
const { reference, pools } = JSON.parse(
  readFileSync(new URL('../references/windows.json', import.meta.url), 'utf8'),
) as { readonly reference: { readonly torch: string }; readonly pools: readonly Case[] }

const image = tensor([1, 3, 3, 1], [1, 2, 3, 6, 5, 4, 7, 9, 8])

describe('pooling by hand', () => {
  test('windows that overlap', () => {
    expect(numbers(maxPool2d(image, 2, { stride: 1 }))).toEqual([6, 5, 9, 9])
    expect(numbers(minPool2d(image, 2, { stride: 1 }))).toEqual([1, 2, 5, 4])
    expect(numbers(avgPool2d(image, 2, { stride: 1 }))).toEqual([3.5, 3.5, 6.75, 6.5])
  })
  test('the stride is the window where none is given, and what is left over is left out', () => {
    expect(numbers(maxPool2d(image, 2))).toEqual([6])
    expect(maxPool2d(image, [1, 2]).shape).toEqual([1, 3, 1, 1])
  })
  test('padding never wins and is not counted', () => {
    const negative = tensor([1, 1, 3, 1], [-3, -1, -2])
    const padding = [
      [0, 0],
      [1, 0],
    ] as const
    expect(numbers(maxPool2d(negative, [1, 2], { padding }))).toEqual([-3, -1])
    expect(numbers(minPool2d(tensor([1, 1, 3, 1], [3, 1, 2]), [1, 2], { padding }))).toEqual([3, 1])
    expect(numbers(avgPool2d(negative, [1, 2], { padding }))).toEqual([-3, -1.5])
    expect(numbers(avgPool2d(image, 2, { padding: 'same' }))).toEqual([3.5, 3.5, 8, 8])
  })
  test('each channel for itself', () => {
    expect(numbers(maxPool2d(tensor([1, 1, 2, 2], [1, 40, 3, 20]), [1, 2]))).toEqual([3, 40])
  })
  test('a gradient goes to the largest, or to the smallest, and adds up where windows overlap', () => {
    expect(gradient((x) => maxPool2d(x, 2, { stride: 1 }), image)).toEqual([0, 0, 0, 1, 1, 0, 0, 2, 0])
    expect(gradient((x) => minPool2d(x, 2, { stride: 1 }), image)).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0])
  })
  test('where several are equal, to the first in row-major order', () => {
    const flat = tensor([1, 2, 2, 1], [5, 5, 5, 5])
    expect(gradient((x) => maxPool2d(x, 2), flat)).toEqual([1, 0, 0, 0])
    expect(gradient((x) => minPool2d(x, 2), flat)).toEqual([1, 0, 0, 0])
    expect(gradient((x) => maxPool2d(x, 2), tensor([1, 2, 2, 1], [1, 7, 7, 2]))).toEqual([0, 1, 0, 0])
  })
  test('NaN wins, -Infinity does not lose its place', () => {
    const x = tensor([1, 1, 4, 1], [1, Number.NaN, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(numbers(maxPool2d(x, [1, 2]))).toEqual([Number.NaN, Number.NEGATIVE_INFINITY])
    expect(gradient((a) => maxPool2d(a, [1, 2]), x)).toEqual([0, 1, 1, 0])
  })
  test('an average shares its gradient among the elements it counted', () => {
    expect(gradient((x) => avgPool2d(x, 2, { padding: 'same' }), image)).toEqual([
      1 / 4,
      1 / 4,
      1 / 2,
      1 / 4,
      1 / 4,
      1 / 2,
      1 / 2,
      1 / 2,
      1,
    ])
  })
  test('whole images', () => {
    const two = tensor([2, 1, 2, 2], [1, 2, 3, 6, -1, -2, -3, -8])
    expect(numbers(globalMaxPool2d(two))).toEqual([3, 6, -1, -2])
    expect(numbers(globalMinPool2d(two))).toEqual([1, 2, -3, -8])
    expect(numbers(globalAvgPool2d(two))).toEqual([2, 4, -2, -5])
    expect(numbers(globalMaxPool2d(two, { layout: 'NCHW' }))).toEqual([6, -1])
  })
  test('formulas name the pool; the smallest is the largest of the opposite', () => {
    expect(formula(minPool2d(image, 3)).text).toMatch(/^-maxPool2d\(-/)
  })
})

describe(`pooling as PyTorch ${reference.torch} in f64`, () => {
  const kinds: { readonly [K in Case['kind']]: Pool2d } = { max: maxPool2d, average: avgPool2d }
  const expectNear = (actual: readonly number[], expected: readonly number[]): void => {
    expect(actual.length).toBe(expected.length)
    actual.forEach((v, i) => {
      expect(Math.abs(v - expected[i]!)).toBeLessThan(1e-14)
    })
  }
  for (const { kind, x: from, window, stride, padding = 'valid', shape, y, gradients } of pools)
    test(JSON.stringify({ kind, from, window, stride, padding }), () => {
      const pool = (x: Images) => kinds[kind](x, window, { stride, padding, layout: 'NCHW' }) as unknown as Images
      const x = ramp(from, 1)
      expect(pool(x).shape).toEqual(shape)
      expectNear(numbers(pool(x)), y)
      expectNear(
        gradient((a) => mul(pool(a), ramp(shape, 3)), x),
        gradients[0]!,
      )
    })
})

describe('errors of pooling', () => {
  const wide: any = image
  const messages: readonly (readonly [string, () => unknown])[] = [
    ['maxPool2d: expected a window of at most 3 × 3 for input [batch, 3, 3, 1], got [4, 4]', () => maxPool2d(wide, 4)],
    [
      'minPool2d: expected a window of at most 3 × 3 for input [batch, 3, 3, 1], got [1, 4]',
      () => minPool2d(wide, [1, 4]),
    ],
    [
      'avgPool2d: expected padding smaller than the window 2 × 2, got [2, 2] and [2, 2]',
      () => avgPool2d(wide, 2, { padding: 2 }),
    ],
    ['maxPool2d: expected [n, height, width, channels], got [3]', () => maxPool2d(literal([3], [1, 2, 3]), 2)],
    ['globalMaxPool2d: expected [n, height, width, channels], got [3]', () => globalMaxPool2d(literal([3], [1, 2, 3]))],
    ['maxPool2d: expected images of at least 1 × 1, got [1, 0, 3, 1]', () => maxPool2d(tensor([1, 0, 3, 1], []), 1)],
  ]
  for (const [message, call] of messages)
    test(message, () => expect(call).toThrow(expect.objectContaining({ message })))
  test('windows and strides are positive', () => {
    expect(() => maxPool2d(wide, 0)).toThrow(
      new RangeError('maxPool2d: windows must be positive whole numbers, got 0 × 0'),
    )
    expect(() => avgPool2d(wide, 2, { stride: 1.5 })).toThrow(RangeError)
  })
})
