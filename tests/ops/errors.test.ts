/** What the programmer gets wrong is one line: the op, what it expects, what it got. */
import { describe, expect, test } from 'vitest'
import { DTypeError, input, literal, ShapeError } from '../../src/core/index.js'
import * as ops from '../../src/ops/index.js'

const o = ops as any
const x = (...shape: readonly number[]) => input('x', shape)
const whole = (...shape: readonly number[]) => input('n', shape, 'i32')

const messageOf = (run: () => unknown): string => {
  try {
    run()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

describe('ShapeError', () => {
  test.each<readonly [string, () => unknown]>([
    ['matmul: expected [m, k] and [k, n], got [32, 784] and [500, 128]', () => o.matmul(x(32, 784), x(500, 128))],
    ['matmul: expected […, m, k] and […, k, n], got [3] and [3, 1]', () => o.matmul(x(3), x(3, 1))],
    ['matmul: expected […, m, k] and […, k, n], got [2, 4, 5] and [2, 4, 5]', () => o.matmul(x(2, 4, 5), x(2, 4, 5))],
    ['matmul: expected shapes that broadcast, got [2] and [3]', () => o.matmul(x(2, 4, 5), x(3, 5, 4))],
    ['add: expected shapes that broadcast, got [2, 3] and [2]', () => o.add(x(2, 3), x(2))],
    ['where: expected shapes that broadcast, got [3] and [2]', () => o.where(o.less(x(3), 0), x(2), x(3))],
    ['reshape: expected a shape of 6 elements for [2, 3], got [7]', () => o.reshape(x(7), [2, 3])],
    ['permute: expected an order of the axes 0 to 1 of [2, 3], got [0, 0]', () => o.permute(x(2, 3), [0, 0])],
    ['transpose: expected […, m, n], got [4]', () => o.transpose(x(4))],
    ['broadcastTo: expected a shape that broadcasts to [2, 3], got [2]', () => o.broadcastTo(x(2), [2, 3])],
    ['broadcastTo: expected a shape that broadcasts to [3], got [1, 3]', () => o.broadcastTo(x(1, 3), [3])],
    ['sum: expected distinct axes of [2, 3], got [2]', () => o.sum(x(2, 3), [2])],
    ['mean: expected distinct axes of [2, 3], got [-3]', () => o.mean(x(2, 3), [-3])],
    ['max: expected distinct axes of [2, 3], got [1, -1]', () => o.max(x(2, 3), [1, -1])],
    ['argMax: expected distinct axes of [2], got [1]', () => o.argMax(x(2), 1)],
    ['concat: expected shapes equal but for axis 0, got [2, 3] and [2, 4]', () => o.concat([x(2, 3), x(2, 4)])],
    ['concat: expected at least one tensor, got []', () => o.concat([])],
    ['stack: expected equal shapes, got [2, 3] and [2, 4]', () => o.stack([x(2, 3), x(2, 4)])],
    ['stack: expected at least one tensor, got []', () => o.stack([])],
    ['tile: expected a count of at least 0 for each axis of [2, 3], got [2]', () => o.tile(x(2, 3), [2])],
    ['splitAlong: expected parts that make up axis 0 of [5, 2], got [2.5, 2.5]', () => o.splitAlong(x(5, 2), 2)],
    ['splitAlong: expected parts that make up axis 1 of [5, 2], got [1, 2]', () => o.splitAlong(x(5, 2), [1, 2], 1)],
    ['argSort: expected a count from 0 to the size of axis 1 of [2, 3], got [4]', () => o.topK(x(2, 3), 4)],
    [
      'takeAlongAxis: expected shapes equal but for axis 1, got [2, 3] and [3, 3]',
      () => o.takeAlongAxis(x(2, 3), whole(3, 3)),
    ],
    ['recurrence: expected two equal shapes, got [2] and [3]', () => o.recurrence(x(2), x(3))],
    ['gather: expected rows: [n, …], got []', () => o.gather(x(), whole(2))],
    [
      'scatterAdd: expected updates that begin with the shape of the indices, got [3, 2] and [2]',
      () => o.scatterAdd(x(3, 2), whole(2), 4),
    ],
    [
      'slice: expected start ≤ stop within [4] and steps of at least 1, got [1] and [5] and [1]',
      () => o.slice(x(4), { start: [1], stop: [5] }),
    ],
    [
      'pad: expected counts of at least 0 for each axis of [4], got [-1] and [0] and [0]',
      () => o.pad(x(4), { before: [-1], after: [0] }),
    ],
    ['reshape: expected sizes that are whole numbers of at least 0, got [-2, -2]', () => o.reshape(x(4), [-2, -2])],
    ['broadcastTo: expected sizes that are whole numbers of at least 0, got [-1]', () => o.broadcastTo(x(1), [-1])],
    ['literal: expected sizes that are whole numbers of at least 0, got [0.5, 2]', () => literal([0.5, 2], [1])],
    [
      'slice: expected start ≤ stop within [4] and steps of at least 1, got [0.5] and [2] and [1]',
      () => o.slice(x(4), { start: [0.5], stop: [2] }),
    ],
    ['literal: expected 6 numbers for shape [2, 3], got [5]', () => literal([2, 3], [1, 2, 3, 4, 5])],
  ])('%s', (message, run) => {
    expect(run).toThrow(ShapeError)
    expect(messageOf(run)).toBe(message)
  })
})

describe('DTypeError', () => {
  test.each<readonly [string, () => unknown]>([
    ['add: expected one element type, got f32 and i32; use cast', () => o.add(x(2), whole(2))],
    [
      'matmul: expected one element type, got f32 and f64; use cast',
      () => o.matmul(x(1, 1), input('y', [1, 1], 'f64')),
    ],
    ['concat: expected one element type, got f32 and i32; use cast', () => o.concat([x(2), whole(2)])],
    [
      'where: expected a bool and two of one element type, got f32 and f32 and f32; use cast',
      () => o.where(x(2), x(2), x(2)),
    ],
    ['gather: expected i32 indices, got f32; use cast', () => o.gather(x(2), x(2))],
    ['oneHot: expected i32 classes, got f32; use cast', () => o.oneHot(x(2), 3)],
  ])('%s', (message, run) => {
    expect(run).toThrow(DTypeError)
    expect(messageOf(run)).toBe(message)
  })
})

test('numbers alone are no tensor', () => {
  expect(() => o.add(1, 2)).toThrow(new TypeError('add: expected at least one tensor, got numbers'))
})
