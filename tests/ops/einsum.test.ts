/** Einsum: how it runs, and what it refuses. Its numbers are in `linalg.test.ts` and in the laws. */
import { describe, expect, test } from 'vitest'
import { DTypeError, literal, type Shape, ShapeError, sizeOf } from '../../src/core/index.js'
import { explanation, read } from '../../src/engine/index.js'
import { einsum } from '../../src/ops/index.js'

const t = (...shape: Shape): any => literal(shape, new Float32Array(sizeOf(shape)).fill(0.5))
const run = einsum as unknown as (expression: string, ...tensors: readonly any[]) => any
const labels = (expression: string, ...tensors: readonly any[]): readonly string[] =>
  explanation((xs: readonly any[]) => run(expression, ...xs))(tensors).instructions.map(({ label }) => label)

describe('a pair is one product of matrices, read as it lies', () => {
  test.each([
    ['ij,jk->ik', [2, 3], [3, 4], '[2, 4]'],
    ['ji,kj->ik', [3, 2], [4, 3], '[2, 4]'],
    ['bhqd,bhkd->bhqk', [2, 3, 4, 5], [2, 3, 6, 5], '[2, 3, 4, 6]'],
    ['bhqk,bhkd->bhqd', [2, 3, 4, 6], [2, 3, 6, 5], '[2, 3, 4, 5]'],
    ['btx,xyz->btyz', [2, 3, 4], [4, 5, 6], '[6, 30]'],
    ['btyz,xyz->btx', [2, 3, 5, 6], [4, 5, 6], '[6, 4]'],
    ['ij,ij->', [2, 3], [2, 3], '[1, 1]'],
  ] as const)('%s', (expression, a, b, result) => {
    expect(labels(expression, t(...a), t(...b))).toEqual([`matmul ${result}`])
  })
  test('what nobody else needs is summed before', () => {
    expect(labels('ij,jkl->ik', t(2, 3), t(3, 4, 50))).toEqual(['sum [3, 4]', 'matmul [2, 4]'])
  })
  test('without a sum there is no product of matrices', () => {
    expect(labels('i,j->ij', t(2), t(3))).toEqual(['map mul [2, 3]'])
  })
})

test('scalars are operands', () => {
  expect([...read(run(',i->i', t(), t(2)))]).toEqual([0.25, 0.25])
})

describe('refused', () => {
  test('a letter of two sizes, by its name', () => {
    expect(() => run('ij,jk->ik', t(2, 3), t(4, 5))).toThrow(
      new ShapeError('einsum', "one size for j of 'ij,jk->ik', which has 3 and 4", [2, 3], [4, 5]),
    )
    expect(() => run('ii->i', t(2, 1))).toThrow(ShapeError)
    expect(() => run('...i,...i->...', t(2, 3), t(4, 3))).toThrow(ShapeError)
  })
  test('another number of axes', () => {
    const error = (part: string, all: string, shape: Shape) =>
      new ShapeError('einsum', `a tensor with the axes '${part}' of '${all}'`, shape)
    expect(() => run('ij->i', t(2))).toThrow(error('ij', 'ij->i', [2]))
    expect(() => run('i->i', t(2, 3))).toThrow(error('i', 'i->i', [2, 3]))
    expect(() => run('ij...->i', t(2))).toThrow(error('ij...', 'ij...->i', [2]))
  })
  test.each([
    ['ij,jk->ik', 1, "expected 2 tensors, got 1, in 'ij,jk->ik'"],
    ['ij->ij->i', 1, "more than one -> in 'ij->ij->i'"],
    ['i1->i', 1, "'1' is no letter in 'i1->i'"],
    ['ij->ii', 1, "'i' comes twice in the result in 'ij->ii'"],
    ['ij->ik', 1, "'k' of the result is in no operand in 'ij->ik'"],
    ['...i...->i', 1, "two ellipses in one place in '...i...->i'"],
  ])('%s', (expression, count, message) => {
    expect(() => run(expression, ...Array.from({ length: count }, () => t(2, 2)))).toThrow(
      new RangeError(`einsum: ${message}`),
    )
  })
  test('counts, and two element types', () => {
    expect(() => run('i->', literal([1], [1], 'i32'))).toThrow(DTypeError)
    expect(() => run('i,i->', t(1), literal([1], [1], 'f64'))).toThrow(DTypeError)
  })
})
