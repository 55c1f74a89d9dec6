/** Loops over rows: every engine, cost by the number of rows, depth, and what is refused. */
import { describe, expect, test } from 'vitest'
import { DTypeError, leaves, literal, type Scalar, ShapeError, type Tensor } from '../../src/core/index.js'
import { compile, type Explanation, explanation, read, reference } from '../../src/engine/index.js'
import { diff, grad, hvp } from '../../src/grad/index.js'
import {
  add,
  cast,
  concat,
  foldRows,
  full,
  identity,
  matmul,
  mul,
  pad,
  scanRows,
  slice,
  sum,
  tanh,
} from '../../src/ops/index.js'
import { engines } from '../engine/engines.js'

type T<S extends readonly number[]> = Tensor<S>
interface Problem {
  readonly recurrent: T<readonly [3, 3]>
  readonly start: T<readonly [2, 3]>
  readonly xs: T<readonly [number, 2, 3]>
}
const problem = (rows: number): Problem => {
  const some = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => Math.sin(i + 1))
  return {
    recurrent: literal([3, 3], some(9)),
    start: literal([2, 3], some(6)),
    xs: literal([rows, 2, 3], some(6 * rows)),
  }
}
const loss = ({ recurrent, start, xs }: Problem): Scalar => {
  const [last, all] = scanRows((h: T<readonly [2, 3]>, x: T<readonly [2, 3]>) => {
    const next = tanh(add(matmul(h, recurrent), x))
    return [next, mul(next, x)] as const
  })(start, xs)
  return add(sum(last), sum(all))
}
const whole = (p: Problem) => [loss(p), grad(loss)(p), hvp(loss)(p, p)] as const

describe.each(engines)('$name', (engine) => {
  test.each([0, 1, 5])('%d rows: value, gradient and second derivative are the reference’s', (rows) => {
    const got = leaves(compile(whole, { engine })(problem(rows)))
    const expected = reference.run(leaves(whole(problem(rows))))
    got.forEach((t, i) => {
      const [a, b] = [[...read(t)], [...expected[i]!]]
      expect(a.length).toBe(b.length)
      a.forEach((x, j) => {
        expect(Math.abs(x - b[j]!)).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(b[j]!)))
      })
    })
  })
})

describe('cost', () => {
  test.each([
    ['the gradient', grad(loss)],
    ['a second derivative', (p: Problem) => hvp(loss)(p, p)],
  ])('of %s: twice the rows are twice the bytes, instructions and values, no row a pass over all', (_, f) => {
    const [one, two] = [32, 64].map((rows) => explanation(f)(problem(rows))) as [Explanation, Explanation]
    for (const key of ['bytesRead', 'bytesWritten', 'flops'] as const) expect(two[key] / one[key]).toBeLessThan(2.1)
    expect(two.instructions.length / one.instructions.length).toBeLessThan(2.1)
    expect(two.values.length / one.values.length).toBeLessThan(2.1)
  })
  test('the way back of the rows is one concat, of the rows alone', () => {
    const rows = 64
    const { values } = explanation((p: Problem) => grad(loss)(p).xs)(problem(rows))
    expect(values.filter(({ what }) => what.startsWith('pad'))).toEqual([])
    const joins = values.filter(({ what, shape }) => what.startsWith('concat') && shape[0] === rows)
    expect(joins.map(({ args }) => args.length)).toEqual([rows])
  })
  test('parts of one place add up before they are filled up with zeros', () => {
    const f = (x: Tensor<readonly [9]>) => {
      const at = (start: number) => sum(mul(slice(x, { start: [start], stop: [start + 2] }), start)) as Scalar
      return [5, 1, 5, 2, 5].map(at).reduce((a, b) => add(a, b))
    }
    const x = literal([9], new Float32Array(9))
    expect([...read(grad(f)(x))]).toEqual([0, 1, 3, 2, 0, 15, 15, 0, 0])
    const joins = explanation(grad(f))(x).values.filter(({ shape: [n] }) => n === 9)
    // parts 1 and 5 joined, part 2 (which overlaps) filled up, their sum
    expect(joins.map(({ what }) => what.split(' ')[0])).toEqual(['concat', 'pad', 'add'])
  })
})

test('what is filled up with other numbers than 0 is added as it is', () => {
  const [, back] = diff((x: Tensor<readonly [3]>) => [identity(x), identity(x)] as const)(literal([3], [1, 2, 3]))
  const filled = (before: number) =>
    pad(literal([1], [1]), { before: [before], after: [2 - before], value: 7 }) as Tensor<readonly [3]>
  expect([...read(back([filled(0), filled(2)]))]).toEqual([8, 14, 8])
})

test('thousands of rows do not overflow the stack', () => {
  const rows = literal([2000], new Float64Array(2000).fill(0.001), 'f64')
  const product = (xs: typeof rows) =>
    foldRows((a: Scalar<'f64'>, x: Scalar<'f64'>) => mul(a, add(x, 1)))(full([], 1, 'f64'), xs)
  expect(read(product(rows))[0]).toBeCloseTo(1.001 ** 2000, 8)
  const d = read(grad(product)(rows))
  expect([d.length, d[0], d[1999]]).toEqual([2000, expect.closeTo(1.001 ** 1999, 8), expect.closeTo(1.001 ** 1999, 8)])
})

describe('refused', () => {
  const step = (s: any, _row: any) => s
  const two = literal([2, 1], [1, 2])
  test('tensors of different numbers of rows, scalars, nothing', () => {
    expect(() => foldRows(step)(two, [two, literal([3], [1, 2, 3])] as any)).toThrow(
      new ShapeError('foldRows', 'tensors of as many rows: [n, …]', [2, 1], [3]),
    )
    expect(() => scanRows(step)(two, literal([], [1]) as any)).toThrow(
      new ShapeError('scanRows', 'tensors of as many rows: [n, …]', []),
    )
    expect(() => foldRows(step)(two, {} as any)).toThrow(TypeError)
  })
  test('a step that changes the form of its state', () => {
    expect(() => foldRows((s: any) => concat([s, s]))(two, two as any)).toThrow(
      new ShapeError('foldRows', 'a step that keeps the shape [2, 1] of its state', [4, 1]),
    )
    expect(() => foldRows((s: any) => cast(s, 'f64') as any)(two, two as any)).toThrow(DTypeError)
    expect(() => foldRows(() => ({}) as any)({ h: two }, two as any)).toThrow(/h is missing/)
  })
})
