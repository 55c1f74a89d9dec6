/** Linear algebra: the numbers of PyTorch (tests/references/linalg.py), edges by hand, and what is refused. */
import { describe, expect, test } from 'vitest'
import { type AnyTensor, DTypeError, literal, type Shape, ShapeError } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { diff, grad, hvp } from '../../src/grad/index.js'
import * as o from '../../src/ops/index.js'
import { expectKnown } from './known.js'

const t = (shape: Shape, values: readonly number[], dtype: 'f32' | 'f64' | 'i32' = 'f64'): any =>
  literal(shape, values, dtype)
const numbers = (x: AnyTensor): readonly number[] => [...read(x)]
const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const loose = o as unknown as { readonly [K in keyof typeof o]: (...args: any[]) => any }

const lstm = (w: any, u: any, bias: any, start: any, xs: any): AnyTensor => {
  const step = ({ h, c }: any, x: any): any => {
    const z = loose.add(loose.add(o.matmul(x, w), o.matmul(h, u)), bias)
    const [i, f, g, out] = [0, 2, 4, 6].map((at) => o.slice(z, { start: [0, at], stop: [2, at + 2] }))
    const next = loose.add(loose.mul(loose.sigmoid(f), c), loose.mul(loose.sigmoid(i), loose.tanh(g)))
    const now = loose.mul(loose.sigmoid(out), o.tanh(next))
    return [{ h: now, c: next }, now]
  }
  return (o.scanRows(step) as any)({ h: start, c: o.zerosLike(start) }, xs)[1]
}

const sums = [
  'ij,jk->ik',
  'ij,jk->ki',
  'ik,jk',
  'ji',
  'ii->',
  'ii->i',
  'iij->j',
  'i,j->ij',
  'ij,ij->',
  'ijk->k',
  'bij,bjk->bik',
  'bhqd,bhkd->bhqk',
  'ij,jk,kl->il',
  'i,ij,j->',
  'ij,kl->lj',
  'abc,cd,b->da',
  '...ij,...jk->...ik',
  'i...->...i',
  '...i,i',
]

expectKnown('linalg', {
  ...Object.fromEntries(sums.map((e) => [`einsum ${e}`, (...xs: readonly any[]) => loose.einsum(e, ...xs)])),
  tril: (x) => o.tril(x),
  'tril -1': (x) => o.tril(x, -1),
  'triu 1': (x) => o.triu(x, 1),
  diagonal: (x) => loose.diagonal(x),
  'diagonal, tall': (x) => loose.diagonal(x),
  'diagonal, wide': (x) => loose.diagonal(x),
  diag: (x) => o.diag(x),
  trace: (x) => o.trace(x),
  outer: o.outer,
  cholesky: (x) => o.cholesky(x),
  'cholesky of a batch': (x) => o.cholesky(x),
  choleskySolve: (a, b) => loose.choleskySolve(o.cholesky(a), b),
  logDet: (x) => o.logDet(x),
  triangularSolve: o.triangularSolve(),
  'triangularSolve, upper': o.triangularSolve({ lower: false }),
  'triangularSolve, transposed': o.triangularSolve({ transposed: true }),
  'triangularSolve, upper transposed': o.triangularSolve({ lower: false, transposed: true }),
  'triangularSolve broadcasts': o.triangularSolve(),
  solve: o.solve,
  'solve with exchanges': o.solve,
  'solve broadcasts': o.solve,
  inverse: (x) => o.inverse(x),
  norm: (x) => o.norm(x),
  'norm 1': (x) => o.norm(x, [1]),
  'norm 0 keep': (x) => o.norm(x, [0], 'keep'),
  'norm at 0': (x) => o.norm(x, [1]),
  'pNorm 1': (x) => o.pNorm(1)(x, [1]),
  'pNorm ∞': (x) => o.pNorm(inf)(x, [1]),
  'pNorm 3': (x) => o.pNorm(3)(x, [1]),
  'pNorm 1.5': (x) => o.pNorm(1.5)(x),
  'scanRows of a long short-term memory': lstm,
})

describe('matrices without a factor', () => {
  test('cholesky: the lower triangle is NaN, zeros stay; others of the batch are as they are', () => {
    const a = t([3, 2, 2], [1, 2, 2, 1, 4, 2, 2, 5, 1, 1, 1, 1])
    expect(numbers(o.cholesky(a))).toEqual([nan, 0, nan, nan, 2, 0, 1, 2, nan, 0, nan, nan])
    expect(numbers(o.logDet(a))).toEqual([nan, expect.closeTo(Math.log(16), 12), nan])
  })
  test('a triangle or matrix that is singular has no finite solution', () => {
    const zero = t([2, 2], [1, 0, 1, 0])
    expect(numbers(o.triangularSolve()(zero, t([2, 1], [1, 3])))).toEqual([1, inf])
    expect(numbers(o.solve(zero, t([2, 1], [1, 3]))).some(Number.isFinite)).toBe(false)
  })
})

describe('only one triangle is read', () => {
  test('by triangularSolve, in value and derivative', () => {
    const [a, b] = [t([2, 2], [2, nan, 1, 4]), t([2, 1], [2, 5])]
    const f = ([m, v]: readonly [any, any]): any => o.sum(o.triangularSolve()(m, v) as any)
    expect(numbers(o.triangularSolve()(a, b))).toEqual([1, 1])
    expect(grad(f)([a, b]).map(numbers)).toEqual([
      [-0.375, 0, -0.25, -0.25],
      [0.375, 0.25],
    ])
  })
  test('cholesky takes the symmetric part, and its gradient is symmetric', () => {
    const skewed = t([2, 2], [4, 3, 1, 5])
    expect(numbers(o.cholesky(skewed))).toEqual([2, 0, 1, 2])
    const [, a, b] = numbers(grad((x: any) => o.sum(o.cholesky(x) as any) as any)(skewed))
    expect(a).toBe(b)
  })
})

describe('norm', () => {
  const zero = t([3], [0, 0, 0])
  test.each([1, 2, 3, inf])('%d-norm at 0: first and second derivatives are 0', (p) => {
    const f = (x: any): any => o.pNorm(p)(x)
    expect(numbers(grad(f)(zero)).map(Math.abs)).toEqual([0, 0, 0])
    expect(numbers(hvp(f)(zero, t([3], [1, 2, 3]))).map(Math.abs)).toEqual([0, 0, 0])
  })
  test.each([
    ['f64', 1e200, 1e-14],
    ['f64', 1e-200, 1e-14],
    ['f32', 2 ** 100, 1e-6],
    ['f32', 2 ** -100, 1e-6],
  ] as const)('%s neither overflows nor vanishes at %d', (dtype, size, near) => {
    const x = t([2], [3 * size, -4 * size], dtype)
    for (const p of [2, 4]) {
      const expected = (3 ** p + 4 ** p) ** (1 / p)
      const [y, back] = diff((a: any) => o.pNorm(p)(a))(x)
      expect(Math.abs(numbers(y)[0]! / size / expected - 1)).toBeLessThan(near)
      numbers(back(o.onesLike(y))).forEach((d, i) => {
        const exact = Math.sign(0.5 - i) * ((3 + i) / expected) ** (p - 1)
        expect(Math.abs(d / exact - 1)).toBeLessThan(near)
      })
    }
  })
  test('of nothing is 0; of infinities Infinity, of NaN NaN', () => {
    for (const p of [1, 2, 3, inf]) {
      expect(numbers(o.pNorm(p)(t([2, 0], []), [1]))).toEqual([0, 0])
      expect(numbers(o.pNorm(p)(t([2], [-inf, 1])))).toEqual([inf])
      expect(numbers(o.pNorm(p)(t([2], [nan, 1])))).toEqual([nan])
    }
  })
  test('is for p of at least 1', () => {
    expect(() => o.pNorm(0.5)).toThrow(new RangeError('pNorm: expected p from 1 to Infinity, got 0.5'))
    expect(() => o.pNorm(nan)).toThrow(RangeError)
  })
})

describe('nothing and one', () => {
  test('matrices of no rows', () => {
    const none = t([0, 0], [])
    expect(numbers(o.logDet(none))).toEqual([0])
    expect(o.inverse(none).shape).toEqual([0, 0])
    expect(numbers(o.trace(none))).toEqual([0])
    expect([o.eye(0).shape, loose.diag(t([2, 0], [])).shape]).toEqual([
      [0, 0],
      [2, 0, 0],
    ])
    expect(loose.diagonal(t([2, 0, 3], [])).shape).toEqual([2, 0])
  })
  test('triangles cut what is not finite', () => {
    expect(numbers(o.tril(t([2, 2], [1, nan, 2, inf])))).toEqual([1, 0, 2, inf])
    expect(numbers(o.triu(t([2, 2], [1, 2, 3, 4], 'i32')))).toEqual([1, 2, 0, 4])
  })
})

describe('refused', () => {
  const [two, three] = [t([2, 2], [1, 0, 0, 1]), t([3, 1], [1, 2, 3])]
  test('shapes that are no systems or no squares', () => {
    const expected = '[…, n, n] and […, n, m]'
    expect(() => o.solve(two, three)).toThrow(new ShapeError('solve', expected, [2, 2], [3, 1]))
    expect(() => o.triangularSolve()(three, three)).toThrow(new ShapeError('triangularSolve', expected, [3, 1], [3, 1]))
    expect(() => o.cholesky(three)).toThrow(ShapeError)
    expect(() => o.trace(three)).toThrow(new ShapeError('trace', 'square matrices […, n, n]', [3, 1]))
    expect(() => loose.diag(t([], [1]))).toThrow(ShapeError)
    expect(() => o.tril(t([2], [1, 2]))).toThrow(new ShapeError('tril', '[…, m, n]', [2]))
    expect(() => loose.outer(two, two)).toThrow(ShapeError)
  })
  test('two element types, and counts', () => {
    expect(() => o.solve(two, t([2, 1], [1, 2], 'f32'))).toThrow(DTypeError)
    expect(() => o.cholesky(t([1, 1], [1], 'i32'))).toThrow(DTypeError)
  })
})

test('matrices that are large are factored and solved', () => {
  const n = 60
  const some = t(
    [n, n],
    Array.from({ length: n * n }, (_, i) => Math.sin(i * i)),
  )
  const a: any = loose.add(o.matmul(some, o.transpose(some) as any), o.eye(n, 'f64'))
  const far = (x: AnyTensor, y: AnyTensor): number => numbers(o.max(loose.abs(loose.sub(x, y))))[0]!
  const l: any = o.cholesky(a)
  expect(far(o.matmul(l, o.transpose(l) as any) as any, a)).toBeLessThan(1e-11)
  expect(far(loose.matmul(a, loose.inverse(a)), o.eye(n, 'f64'))).toBeLessThan(1e-10)
  expect(far(loose.matmul(some, loose.solve(some, a)), a)).toBeLessThan(1e-9)
})
