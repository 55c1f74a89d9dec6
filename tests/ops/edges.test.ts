/** Edges that PyTorch does not settle: NaN, ties, empty tensors, indexes outside, element types. Worked by hand. */
import { describe, expect, test } from 'vitest'
import { type AnyTensor, type DType, literal, type Shape, scalar } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import * as o from '../../src/ops/index.js'

const numbers = (t: AnyTensor): readonly number[] => [...read(t)]
const t = (shape: Shape, values: readonly number[], dtype: DType = 'f64'): any => literal(shape, values, dtype)
const { NaN: nan, POSITIVE_INFINITY: inf } = Number

describe('argMax', () => {
  test('of equals is the first', () => {
    expect(numbers(o.argMax(t([2, 3], [1, 2, 2, 3, 3, 3])))).toEqual([1, 0])
  })
  test('NaN wins, the first of several', () => {
    expect(numbers(o.argMax(t([2, 4], [1, nan, 5, nan, -inf, -inf, -inf, nan])))).toEqual([1, 3])
  })
  test('of infinities', () => {
    expect(numbers(o.argMax(t([3], [-inf, inf, 5])))).toEqual([1])
    expect(numbers(o.argMax(t([2], [-inf, -inf])))).toEqual([0])
  })
  test('along the first axis, and counts', () => {
    expect(numbers(o.argMax(t([2, 3], [1, 5, 2, 4, 0, 2]), 0))).toEqual([1, 0, 0])
    expect(numbers(o.argMax(t([3], [7, 9, 8], 'i32')))).toEqual([1])
  })
})

describe('NaN', () => {
  test('wins in max, min, maximum and minimum', () => {
    const x = t([3], [1, nan, 2])
    expect(numbers(o.max(x))).toEqual([nan])
    expect(numbers(o.min(x))).toEqual([nan])
    expect(numbers(o.maximum(x, 1.5))).toEqual([1.5, nan, 2])
    expect(numbers(o.minimum(1.5, x))).toEqual([1, nan, 1.5])
  })
  test('stays in clamp, relu and sign; equals nothing', () => {
    const x = t([2], [nan, 5])
    expect(numbers(o.clamp(x, 0, 1))).toEqual([nan, 1])
    expect(numbers(o.sign(x))).toEqual([nan, 1])
    expect(numbers(o.equal(x, x))).toEqual([0, 1])
    expect(numbers(o.notEqual(x, x))).toEqual([1, 0])
    expect([o.less, o.lessEqual, o.greater, o.greaterEqual].map((f) => numbers(f(x, x))[0])).toEqual([0, 0, 0, 0])
  })
})

describe('nothing', () => {
  const empty = t([2, 0], [])
  test('sums to 0, has no mean, and -Infinity and Infinity as extremes', () => {
    expect(numbers(o.sum(empty, [1]))).toEqual([0, 0])
    expect(numbers(o.mean(empty, [1]))).toEqual([nan, nan])
    expect(numbers(o.max(empty, [1]))).toEqual([-inf, -inf])
    expect(numbers(o.min(empty, [1]))).toEqual([inf, inf])
  })
  test('is softmax, concat, gather and matmul of nothing', () => {
    expect(numbers(o.softmax(empty))).toEqual([])
    expect(numbers(o.concat([empty, t([2, 1], [1, 2])], 1))).toEqual([1, 2])
    expect(o.gather(t([0, 3], []), t([0], [], 'i32')).shape).toEqual([0, 3])
    expect(numbers(o.matmul(empty, t([0, 1], [])))).toEqual([0, 0])
  })
})

describe('orders', () => {
  test('equal elements keep their order, both ways; 0 and -0 are equal', () => {
    expect(numbers(o.argSort(t([5], [0, 2, -0, 2, 0])))).toEqual([0, 2, 4, 1, 3])
    expect(numbers(o.argSort(t([5], [0, 2, -0, 2, 0]), -1, { descending: true }))).toEqual([1, 3, 0, 2, 4])
  })
  test('NaN is above all: last, and first from the largest on', () => {
    const x = t([4], [nan, inf, -inf, 1])
    expect(numbers(o.sort(x))).toEqual([-inf, 1, inf, nan])
    expect(numbers(o.topK(x, 2).values)).toEqual([nan, inf])
  })
  test('of whole numbers and truths, and of nothing', () => {
    expect(numbers(o.sort(t([4], [3, -2147483648, 2147483647, 3], 'i32')))).toEqual([-2147483648, 3, 3, 2147483647])
    expect(numbers(o.argSort(t([3], [1, 0, 1], 'bool')))).toEqual([1, 0, 2])
    expect(o.topK(t([2, 3], [1, 2, 3, 4, 5, 6]), 0).values.shape).toEqual([2, 0])
    expect(numbers(o.sort(t([0], [])))).toEqual([])
  })
  test('more than sixteen are merged as the rest is', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 11)
    const order = values.map((_, i) => i).toSorted((a, b) => values[a]! - values[b]!)
    expect(numbers(o.argSort(t([100], values)))).toEqual(order)
  })
})

describe('running sums and products', () => {
  test('i32 wraps; the first of an exclusive one is 0 or 1', () => {
    expect(numbers(o.cumSum(t([2], [2147483647, 1], 'i32')))).toEqual([2147483647, -2147483648])
    expect(numbers(o.cumSum(t([3], [1, 2, 3]), 0, { exclusive: true }))).toEqual([0, 1, 3])
    expect(numbers(o.cumProd(t([3], [2, 3, 4]), 0, { exclusive: true, reverse: true }))).toEqual([12, 4, 1])
  })
  test('a product has a derivative at zeros, to second order', () => {
    const last = (x: any): any => o.sum(o.slice(o.cumProd(x), { start: [2], stop: [3] }) as any)
    const twice = (x: any): any => o.sum(grad(last)(x) as any)
    expect(numbers(grad(last)(t([3], [2, 0, 5])) as any)).toEqual([0, 10, 0])
    expect(numbers(grad(twice)(t([3], [2, 0, 5])) as any)).toEqual([5, 7, 2])
  })
  test('a recurrence begins with b, whatever a is', () => {
    expect(numbers(o.recurrence(t([2], [nan, 2]), t([2], [1, 1])))).toEqual([1, 3])
  })
})

describe('remainders and rounding', () => {
  test('whole numbers keep the sign of the divisor; by 0 it is 0', () => {
    expect(numbers(o.mod(t([5], [7, -7, 7, -7, 7], 'i32'), t([5], [3, 3, -3, -3, 0], 'i32')))).toEqual([
      1, 2, -2, -1, 0,
    ])
  })
  test('zeros have the sign of the divisor', () => {
    expect([...read(o.mod(t([2], [-4, 4]), t([2], [2, -2])))]).toEqual([0, -0])
  })
  test('round keeps the sign of zero', () => {
    expect([...read(o.round(t([3], [-0.5, -0, 0.5])))]).toEqual([-0, -0, 0])
  })
  test('erf is odd and exact near 0', () => {
    const [a, b, c] = read(o.erf(t([3], [1e-200, -1e-200, -0])))
    expect(a! / (2e-200 / Math.sqrt(Math.PI))).toBeCloseTo(1, 15)
    expect([b, c]).toEqual([-a!, -0])
  })
})

describe('indexes outside', () => {
  test('take and takeAlongAxis', () => {
    const at = t([1], [3], 'i32')
    expect(() => read(o.take(t([2, 3], [1, 2, 3, 4, 5, 6]), at, 1))).toThrow(RangeError)
    expect(() => read(o.takeAlongAxis(t([3], [1, 2, 3]), at))).toThrow(/takeAlongAxis: (a )?position/)
  })
  test.each([
    ['gather', -1],
    ['gather', 3],
    ['scatterAdd', -1],
    ['scatterAdd', 3],
  ] as const)('%s of row %d is a RangeError', (name, row) => {
    const indices = t([2], [0, row], 'i32')
    const y = name === 'gather' ? o.gather(t([3, 1], [1, 2, 3]), indices) : o.scatterAdd(t([2, 1], [1, 2]), indices, 3)
    expect(() => read(y)).toThrow(new RangeError(`${name}: index ${row} at position 1 is not in 0 to 2`))
  })
  test('oneHot of a class outside is a row of zeros', () => {
    expect(numbers(o.oneHot(t([3], [1, -1, 2], 'i32'), 2))).toEqual([0, 1, 0, 0, 0, 0])
  })
})

describe('element types', () => {
  test('a cast to i32 truncates and saturates, NaN is 0', () => {
    expect(numbers(o.cast(t([6], [1.9, -1.9, nan, inf, -inf, 3e9]), 'i32'))).toEqual([
      1, -1, 0, 2147483647, -2147483648, 2147483647,
    ])
  })
  test('a cast to bool is x ≠ 0; NaN is true', () => {
    expect(numbers(o.cast(t([4], [0, -0, 0.5, nan]), 'bool'))).toEqual([0, 0, 1, 1])
  })
  test('a cast to f32 rounds', () => {
    expect(numbers(o.cast(t([1], [0.1]), 'f32'))).toEqual([Math.fround(0.1)])
  })
  test('numbers take the element type of the tensor', () => {
    expect(o.add(t([1], [1], 'i32'), 2).dtype).toBe('i32')
    expect(o.mul(0.1, t([1], [1], 'f32')).dtype).toBe('f32')
    expect(numbers(o.mul(0.1, t([1], [1], 'f32')))).toEqual([Math.fround(0.1)])
    expect(numbers(o.add(t([2], [1, 2], 'i32'), t([2], [3, 4], 'i32')))).toEqual([4, 6])
  })
  test('f32 sums and products are rounded once', () => {
    const x = t([3], [16777216, 1, 1], 'f32')
    expect(numbers(o.sum(x))).toEqual([16777218])
    expect(numbers(o.matmul(o.reshape(x, [1, 3]), t([3, 1], [1, 1, 1], 'f32')))).toEqual([16777218])
  })
})

describe('gradients at kinks', () => {
  const slope = (f: (x: any) => any, x: number): number => read(grad(f)(scalar(x, 'f64') as any) as any)[0]!
  test.each<readonly [string, (x: any) => any, number, number]>([
    ['abs at 0', o.abs, 0, 0],
    ['relu at 0', o.relu, 0, 0],
    ['sqrt at 0', o.sqrt, 0, inf],
    ['log at 0', o.log, 0, inf],
    ['clamp at its lower bound', (x) => o.clamp(x, 0, 1), 0, 1],
    ['clamp at its upper bound', (x) => o.clamp(x, 0, 1), 1, 1],
    ['clamp outside', (x) => o.clamp(x, 0, 1), 1.5, 0],
    ['maximum with an equal number', (x) => o.maximum(x, 2), 2, 0.5],
    ['pow 1 at 0', (x) => o.pow(x, 1), 0, 1],
    ['pow 2 at 0', (x) => o.pow(x, 2), 0, 0],
    ['pow 0 at 0', (x) => o.pow(x, 0), 0, 0],
    ['softplus at 0', o.softplus, 0, 0.5],
  ])('%s', (_, f, at, expected) => {
    expect(slope(f, at)).toBe(expected)
  })
  test('a NaN in an unchosen branch of where does not leak, if the branch is safe', () => {
    const safe = (x: any): any => o.where(o.greater(x, 0), o.sqrt(o.where(o.greater(x, 0), x, 1) as any), 0)
    expect(slope(safe, -4)).toBe(0)
    expect(slope(safe, 4)).toBe(0.25)
  })
})
