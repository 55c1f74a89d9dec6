/** What the compiler knows of orders, scans, and tensors taken apart and put together. */
import { describe, expectTypeOf, test } from 'vitest'
import { axis, type Batch, input, type Shape, type Tensor } from '../../src/core/index.js'
import {
  argSort,
  atan2,
  cumSum,
  flip,
  mod,
  sort,
  splitAlong,
  stack,
  take,
  takeAlongAxis,
  tile,
  topK,
} from '../../src/ops/index.js'

type T<S extends Shape, D extends 'f32' | 'f64' | 'i32' = 'f32'> = Tensor<S, D>
const table = input('table', [2, 3])
const column = input('column', [2, 1])
const cube = input('cube', [2, 3, 4])
const whole = input('whole', [5], 'i32')
const batch: Batch = axis('batch', 8)
const rows: T<readonly [Batch, 10]> = input('rows', [batch, 10] as readonly [Batch, 10])
const refused = (_: () => unknown): void => undefined

describe('along an axis', () => {
  test('sorts and running sums keep shapes; positions are i32', () => {
    expectTypeOf(sort(table)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(argSort(rows, 1)).toEqualTypeOf<T<readonly [Batch, 10], 'i32'>>()
    expectTypeOf(cumSum(cube, -2, { reverse: true })).toEqualTypeOf<T<readonly [2, 3, 4]>>()
    // @ts-expect-error: there is no axis 2
    refused(() => sort(table, 2))
  })
  test('topK changes the last size', () => {
    expectTypeOf(topK(rows, 3).values).toEqualTypeOf<T<readonly [Batch, 3]>>()
    expectTypeOf(topK(rows, 3).positions).toEqualTypeOf<T<readonly [Batch, 3], 'i32'>>()
  })
  test('takeAlongAxis has the shape of its positions', () => {
    expectTypeOf(takeAlongAxis(rows, topK(rows, 3).positions)).toEqualTypeOf<T<readonly [Batch, 3]>>()
  })
})

describe('apart and together', () => {
  test('take, flip, tile, stack and splitAlong', () => {
    expectTypeOf(take(cube, whole)).toEqualTypeOf<T<readonly [5, 3, 4]>>()
    expectTypeOf(take(cube, whole, 1)).toEqualTypeOf<T<readonly [2, number, 4]>>()
    expectTypeOf(flip(cube, [0, -1])).toEqualTypeOf<T<readonly [2, 3, 4]>>()
    expectTypeOf(tile(table, [2, 1])).toEqualTypeOf<T<readonly [number, number]>>()
    expectTypeOf(stack([table, table])).toEqualTypeOf<T<readonly [number, 2, 3]>>()
    expectTypeOf(stack([table, table], -1)).toEqualTypeOf<T<readonly [2, 3, number]>>()
    expectTypeOf(splitAlong(table, 3, 1)).toEqualTypeOf<readonly T<readonly [2, number]>[]>()
    // @ts-expect-error: a count for each axis
    refused(() => tile(table, [2]))
  })
})

test('atan2 and mod broadcast, and take one element type', () => {
  expectTypeOf(atan2(column, table)).toEqualTypeOf<T<readonly [2, 3]>>()
  expectTypeOf(mod(whole, 3)).toEqualTypeOf<T<readonly [5], 'i32'>>()
  // @ts-expect-error: whole numbers have no angle here
  refused(() => atan2(whole, 1))
  // @ts-expect-error: sizes 2 and 5 do not broadcast
  refused(() => atan2(input('a', [2]), input('b', [5])))
})
