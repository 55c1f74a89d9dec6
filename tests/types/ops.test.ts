/** What the compiler knows of shapes and element types, and what it refuses. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Axis,
  axis,
  type Batch,
  input,
  literal,
  refine,
  type Scalar,
  type Shape,
  type ShapeError,
  type Tensor,
} from '../../src/core/index.js'
import {
  add,
  argMax,
  broadcastTo,
  cast,
  concat,
  equal,
  exp,
  gather,
  less,
  logSumExp,
  matmul,
  max,
  mean,
  mul,
  oneHot,
  permute,
  reshape,
  slice,
  softmax,
  sum,
  transpose,
  where,
} from '../../src/ops/index.js'

type T<S extends Shape, D extends 'f32' | 'f64' | 'i32' | 'bool' = 'f32'> = Tensor<S, D>
type Sequence = Axis<'sequence'>

const scalarOf = input('s')
const row = input('row', [3])
const column = input('column', [2, 1])
const table = input('table', [2, 3])
const cube = input('cube', [2, 3, 4])
const wide = input('wide', [2, 3], 'f64')
const batch: Batch = axis('batch', 32)
const rows: T<readonly [Batch, 784]> = input('rows', [batch, 784] as readonly [Batch, 784])
const words: T<readonly [Sequence, 784]> = input('words', [axis('sequence', 5), 784] as readonly [Sequence, 784])
const some: T<readonly [number, 3]> = input('some', [2, 3] as readonly [number, 3])
const any: T<Shape> = input('any', [2, 3] as Shape)

/** Compiled, never run: what is inside must not be accepted, whatever happens at run time. */
const refused = (_: () => unknown): void => undefined

describe('literals and inputs', () => {
  test('keep their sizes and element types', () => {
    expectTypeOf(literal([2, 2], [1, 2, 3, 4])).toEqualTypeOf<T<readonly [2, 2]>>()
    expectTypeOf(literal([1], [1], 'i32')).toEqualTypeOf<T<readonly [1], 'i32'>>()
    expectTypeOf(scalarOf).toEqualTypeOf<Scalar>()
    // @ts-expect-error f32 unless said otherwise, whatever the context wants
    const wanted: T<readonly [1], 'f64'> = literal([1], [1])
    expect(wanted.dtype).toBe('f32')
  })
})

describe('broadcasting', () => {
  test('stretches 1, and adds axes on the left', () => {
    expectTypeOf(add(table, row)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(add(row, table)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(mul(column, row)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(mul(table, scalarOf)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(mul(cube, input('x', [3, 1]))).toEqualTypeOf<T<readonly [2, 3, 4]>>()
  })
  test('numbers take the other shape and element type', () => {
    expectTypeOf(mul(wide, 2)).toEqualTypeOf<T<readonly [2, 3], 'f64'>>()
    expectTypeOf(add(1, wide)).toEqualTypeOf<T<readonly [2, 3], 'f64'>>()
  })
  test('a named axis meets itself and 1', () => {
    expectTypeOf(add(rows, input('b', [784]))).toEqualTypeOf<T<readonly [Batch, 784]>>()
    expectTypeOf(add(rows, input('b', [1, 784]))).toEqualTypeOf<T<readonly [Batch, 784]>>()
  })
  test('number is gradual', () => {
    expectTypeOf(add(some, row)).toEqualTypeOf<T<readonly [number, 3]>>()
    expectTypeOf(add(some, table)).toEqualTypeOf<T<readonly [number, 3]>>()
    expectTypeOf(add(table, some)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(add(any, table)).toEqualTypeOf<T<Shape>>()
    expectTypeOf(add(rows, input('x', [32 as number, 784]))).toEqualTypeOf<T<readonly [Batch, 784]>>()
  })
  test('sizes that clash are refused', () => {
    // @ts-expect-error 3 and 2
    refused(() => add(row, input('x', [2])))
    // @ts-expect-error [2, 3] and [2, 4]
    refused(() => mul(table, input('x', [2, 4])))
    // @ts-expect-error batch and sequence
    refused(() => add(rows, words))
    // @ts-expect-error batch and a literal size
    refused(() => add(rows, input('x', [32, 784])))
  })
  test('element types that clash are refused', () => {
    // @ts-expect-error f32 and f64
    refused(() => add(table, wide))
    // @ts-expect-error f32 and i32
    refused(() => mul(row, input('n', [3], 'i32')))
    // @ts-expect-error bool has no arithmetic
    refused(() => add(input('c', [3], 'bool'), input('d', [3], 'bool')))
    // @ts-expect-error i32 has no exponential
    refused(() => exp(input('n', [3], 'i32')))
  })
  test('comparisons are bool, where takes the branches', () => {
    expectTypeOf(less(table, row)).toEqualTypeOf<T<readonly [2, 3], 'bool'>>()
    expectTypeOf(equal(wide, 0)).toEqualTypeOf<T<readonly [2, 3], 'bool'>>()
    expectTypeOf(where(less(row, 0), table, column)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(where(less(table, 0), table, 0)).toEqualTypeOf<T<readonly [2, 3]>>()
    // @ts-expect-error a condition is bool
    refused(() => where(table, table, table))
    // @ts-expect-error [2] and [3]
    refused(() => where(less(row, 0), input('x', [2]), row))
  })
  test('broadcastTo has the wanted shape', () => {
    expectTypeOf(broadcastTo(row, [2, 3])).toEqualTypeOf<T<readonly [2, 3]>>()
  })
})

describe('matmul', () => {
  test('keeps the outer sizes', () => {
    expectTypeOf(matmul(table, input('w', [3, 5]))).toEqualTypeOf<T<readonly [2, 5]>>()
    expectTypeOf(matmul(rows, input('w', [784, 10]))).toEqualTypeOf<T<readonly [Batch, 10]>>()
    expectTypeOf(matmul(some, input('w', [3, 5]))).toEqualTypeOf<T<readonly [number, 5]>>()
    expectTypeOf(matmul(input('x', [2, 3 as number]), input('w', [3, 5]))).toEqualTypeOf<T<readonly [2, 5]>>()
  })
  test('leading axes broadcast', () => {
    expectTypeOf(matmul(cube, input('w', [2, 4, 5]))).toEqualTypeOf<T<readonly [2, 3, 5]>>()
    expectTypeOf(matmul(cube, input('w', [4, 5]))).toEqualTypeOf<T<readonly [2, 3, 5]>>()
    expectTypeOf(matmul(input('x', [6, 1, 3, 4]), input('w', [2, 4, 5]))).toEqualTypeOf<T<readonly [6, 2, 3, 5]>>()
  })
  test('a mismatch is refused', () => {
    // @ts-expect-error 3 and 4
    refused(() => matmul(table, input('w', [4, 5])))
    // @ts-expect-error 4 and 3
    refused(() => matmul(cube, input('w', [2, 3, 5])))
    // @ts-expect-error leading 2 and 7
    refused(() => matmul(cube, input('w', [7, 4, 5])))
    // @ts-expect-error a vector is no matrix
    refused(() => matmul(table, row))
    // @ts-expect-error the batch is not the inner size
    refused(() => matmul(transpose(rows), words))
    // @ts-expect-error f64 and f32
    refused(() => matmul(wide, input('w', [3, 5])))
    // @ts-expect-error counts have no product
    refused(() => matmul(input('n', [2, 2], 'i32'), input('m', [2, 2], 'i32')))
  })
})

describe('axes and shapes', () => {
  test('transpose and permute', () => {
    expectTypeOf(transpose(table)).toEqualTypeOf<T<readonly [3, 2]>>()
    expectTypeOf(transpose(cube)).toEqualTypeOf<T<readonly [2, 4, 3]>>()
    expectTypeOf(transpose(rows)).toEqualTypeOf<T<readonly [784, Batch]>>()
    expectTypeOf(permute(cube, [2, 0, 1])).toEqualTypeOf<T<readonly [4, 2, 3]>>()
    // @ts-expect-error a vector has no transpose
    refused(() => transpose(row))
  })
  test('reshape and slice', () => {
    expectTypeOf(reshape(table, [3, 2])).toEqualTypeOf<T<readonly [3, 2]>>()
    expectTypeOf(slice(table, { start: [0, 1], stop: [1, 2] })).toEqualTypeOf<T<readonly [number, number]>>()
  })
  test('concat keeps all sizes but that of the axis', () => {
    expectTypeOf(concat([table, input('x', [5, 3])])).toEqualTypeOf<T<readonly [number, 3]>>()
    expectTypeOf(concat([table, column], 1)).toEqualTypeOf<T<readonly [2, number]>>()
    expectTypeOf(concat([table, column], -1)).toEqualTypeOf<T<readonly [2, number]>>()
    expectTypeOf(concat([table].map((t) => t))).toEqualTypeOf<T<readonly [number, 3]>>()
    // @ts-expect-error 2 rows and 3 rows
    refused(() => concat([table, input('x', [3, 1])], 1))
    // @ts-expect-error no axis 2
    refused(() => concat([table, table], 2))
  })
})

describe('reductions', () => {
  test('drop axes or keep them as 1', () => {
    expectTypeOf(sum(cube)).toEqualTypeOf<Scalar>()
    expectTypeOf(sum(cube, [1])).toEqualTypeOf<T<readonly [2, 4]>>()
    expectTypeOf(mean(cube, [0, 2])).toEqualTypeOf<T<readonly [3]>>()
    expectTypeOf(max(cube, [-1], 'keep')).toEqualTypeOf<T<readonly [2, 3, 1]>>()
    expectTypeOf(sum(cube, [])).toEqualTypeOf<T<readonly [2, 3, 4]>>()
    expectTypeOf(mean(rows, [0])).toEqualTypeOf<T<readonly [784]>>()
    expectTypeOf(mean(rows, [-1], 'keep')).toEqualTypeOf<T<readonly [Batch, 1]>>()
    expectTypeOf(sum(any, [0])).toEqualTypeOf<T<Shape>>()
    expectTypeOf(sum(input('n', [3], 'i32'))).toEqualTypeOf<Scalar<'i32'>>()
  })
  test('an axis that is not there is refused', () => {
    // @ts-expect-error axes are 0 to 2 and -1 to -3
    refused(() => sum(cube, [3]))
    // @ts-expect-error axes are 0 and 1, -1 and -2
    refused(() => mean(table, [-3]))
    // @ts-expect-error a scalar has no axes
    refused(() => sum(scalarOf, [0]))
    // @ts-expect-error the mean of counts is no count
    refused(() => mean(input('n', [3], 'i32')))
    // @ts-expect-error axes are 0 and 1, -1 and -2
    refused(() => softmax(table, 2))
  })
  test('argMax, oneHot and gather', () => {
    expectTypeOf(argMax(table)).toEqualTypeOf<T<readonly [2], 'i32'>>()
    expectTypeOf(argMax(table, 0)).toEqualTypeOf<T<readonly [3], 'i32'>>()
    expectTypeOf(argMax(rows, 1)).toEqualTypeOf<T<readonly [Batch], 'i32'>>()
    expectTypeOf(oneHot(argMax(rows, 1), 10)).toEqualTypeOf<T<readonly [Batch, 10]>>()
    expectTypeOf(oneHot(argMax(row), 3, 'f64')).toEqualTypeOf<T<readonly [3], 'f64'>>()
    expectTypeOf(gather(table, input('i', [5, 7], 'i32'))).toEqualTypeOf<T<readonly [5, 7, 3]>>()
    expectTypeOf(gather(wide, argMax(row))).toEqualTypeOf<T<readonly [3], 'f64'>>()
    // @ts-expect-error indexes are i32
    refused(() => gather(table, row))
    // @ts-expect-error classes are i32
    refused(() => oneHot(row, 3))
  })
  test('composed functions', () => {
    expectTypeOf(softmax(table)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(softmax(table, 0)).toEqualTypeOf<T<readonly [2, 3]>>()
    expectTypeOf(logSumExp(cube, 1)).toEqualTypeOf<T<readonly [2, 4]>>()
    expectTypeOf(logSumExp(rows)).toEqualTypeOf<T<readonly [Batch]>>()
    expectTypeOf(cast(table, 'i32')).toEqualTypeOf<T<readonly [2, 3], 'i32'>>()
  })
})

describe('refine is the door from gradual shapes to literal ones', () => {
  test('in types and in values', () => {
    const refined = refine([2, 3])(any)
    expectTypeOf(refined).toEqualTypeOf<E.Either<ShapeError, T<readonly [2, 3]>>>()
    expect(E.isRight(refined) && refined.right).toBe(any)
    expect(refine([3, 2])(any)).toEqual(
      E.left(expect.objectContaining({ message: 'refine: expected [3, 2], got [2, 3]' })),
    )
  })
  test('a shape is not another', () => {
    // @ts-expect-error [2, 3] is not [3, 2]
    const turned: T<readonly [3, 2]> = table
    // @ts-expect-error batch is not sequence
    const renamed: T<readonly [Sequence, 784]> = rows
    // @ts-expect-error f32 is not f64
    const widened: T<readonly [2, 3], 'f64'> = table
    const gradual: T<readonly [number, number]> = table
    expect([turned.shape, renamed.shape, widened.dtype, gradual]).toEqual([[2, 3], [32, 784], 'f32', table])
  })
})
