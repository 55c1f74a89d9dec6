import { expect, test } from 'vitest'
import { literal, type Scalar, ShapeError, type Tensor } from '../../src/core/index.js'
import { fold, read, readScalar } from '../../src/engine/index.js'
import { add, cast, gather, type Numeric } from '../../src/ops/index.js'

type Row = Tensor<readonly [8192]>

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
test('a large state that is given again is there again', () => {
  const [a, b] = [1, 2].map((v) => literal([8192], new Float32Array(8192).fill(v))) as [Row, Row]
  const swapped = fold(([x, y]: readonly [Row, Row], _: null): readonly [Row, Row] => [y, add(x, 1) as never])
  const last = () => swapped([a, b], [null, null, null]).map((t) => read(t)[8191])
  expect([last(), last()]).toEqual([
    [3, 3],
    [3, 3],
  ])
})
test('rows of tables that differ in length, or of numbers that are no table, are refused', () => {
  const table = { x: literal([3], [1, 2, 3]), y: literal([2], [1, 2]) }
  const step = fold((s: Scalar, { x, y }: { readonly x: Scalar; readonly y: Scalar }): Scalar => add(s, add(x, y)))
  expect(() => step.rows(literal([], [0]), table)).toThrow('fold.rows: expected tensors of as many rows')
  expect(() => step.rows(literal([], [0]), { x: literal([], [1]), y: literal([], [1]) } as never)).toThrow(ShapeError)
})
test('who gives batches one after another is told when no more are wanted', () => {
  let closed = false
  function* indices() {
    try {
      for (const i of [0, 9]) yield literal([], [i], 'i32')
      for (;;) yield literal([1], [0], 'i32')
    } finally {
      closed = true
    }
  }
  const table = literal([3], [1, 2, 3])
  const step = fold((s: Scalar, i: Scalar<'i32'>): Scalar => add(s, gather(table, i) as never))
  expect(() => step(literal([], [0]), indices() as never)).toThrow(RangeError)
  expect(closed).toBe(true)
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
