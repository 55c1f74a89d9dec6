import { expect, test } from 'vitest'
import { literal, type Scalar } from '../../src/core/index.js'
import { fold, readScalar } from '../../src/engine/index.js'
import { add, cast, gather, type Numeric } from '../../src/ops/index.js'

test('nothing to fold is the state', () => {
  const start = literal([2], [1, 2])
  expect(fold((s: typeof start, x: typeof start) => add(s, x))(start, [])).toEqual(start)
})
test('more batches than one call takes', () => {
  const row = literal([1 << 18], new Float32Array(1 << 18).fill(1)) // a megabyte
  const total = fold((s: typeof row, x: typeof row) => add(s, x))(
    row,
    Array.from({ length: 20 }, () => row),
  )
  expect(readScalar(gather(total as never, literal([], [777], 'i32')))).toBe(21)
})
test('a step that changes the form of its state is refused', () => {
  const step = (s: Scalar<Numeric>, _: Scalar): Scalar<Numeric> => cast(s, 'f64') as never
  expect(() => fold(step)(literal([], [1]), [literal([], [1])])).toThrow(/fold: a step must keep the form of its state/)
})
test('an index out of range in the middle is an error', () => {
  const table = literal([3], [1, 2, 3])
  const step = (s: Scalar, i: Scalar<'i32'>): Scalar => add(s, gather(table, i) as never)
  const batches = [0, 2, 3, 1].map((i) => literal([], [i], 'i32'))
  expect(() => fold(step)(literal([], [0]), batches)).toThrow(RangeError)
  expect(readScalar(fold(step)(literal([], [0]), batches.slice(0, 2)))).toBe(4)
})
