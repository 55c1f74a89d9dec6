/** What the compiler knows of einsum expressions, and what it refuses. */
import { expect, expectTypeOf, test } from 'vitest'
import { type Axis, axis, type Batch, input, type Shape, type Tensor } from '../../src/core/index.js'
import { einsum } from '../../src/ops/index.js'

type T<S extends Shape, D extends 'f32' | 'f64' = 'f32'> = Tensor<S, D>
const a = input('a', [2, 3])
const b = input('b', [3, 4])
const wide = input('wide', [3, 4], 'f64')
const square = input('square', [5, 5])
const some: T<readonly [number, 3]> = input('some', [2, 3] as readonly [number, 3])
const any: T<Shape> = input('any', [2, 3] as Shape)
const q: T<readonly [Batch, 8, 16, 64]> = input('q', [axis('batch', 2), 8, 16, 64] as readonly [Batch, 8, 16, 64])
const k: T<readonly [Batch, 8, 20, 64]> = input('k', [axis('batch', 2), 8, 20, 64] as readonly [Batch, 8, 20, 64])
/** Compiled, never run. */
const refused = (_: () => unknown): void => undefined

test('the result has the sizes of its letters', () => {
  expectTypeOf(einsum('ij,jk->ik', a, b)).toEqualTypeOf<T<readonly [2, 4]>>()
  expectTypeOf(einsum('ij,jk->ki', a, b)).toEqualTypeOf<T<readonly [4, 2]>>()
  expectTypeOf(einsum('ij, jk, ll -> lk', a, b, square)).toEqualTypeOf<T<readonly [5, 4]>>()
  expectTypeOf(einsum('ij->', a)).toEqualTypeOf<T<readonly []>>()
  expectTypeOf(einsum('ii->i', square)).toEqualTypeOf<T<readonly [5]>>()
  expectTypeOf(einsum('jk->kj', wide)).toEqualTypeOf<T<readonly [4, 3], 'f64'>>()
  expect(einsum('ij, jk, ll -> lk', a, b, square).shape).toEqual([5, 4])
})
test('without an arrow: letters that come once, in alphabetical order', () => {
  expectTypeOf(einsum('zj,jB', a, b)).toEqualTypeOf<T<readonly [4, 2]>>()
  expectTypeOf(einsum('ba', a)).toEqualTypeOf<T<readonly [3, 2]>>()
  expectTypeOf(einsum('ii', square)).toEqualTypeOf<T<readonly []>>()
  expect([einsum('zj,jB', a, b).shape, einsum('ba', a).shape]).toEqual([
    [4, 2],
    [3, 2],
  ])
})
test('named axes stay, gradual sizes take what others know', () => {
  expectTypeOf(einsum('bhqd,bhkd->bhqk', q, k)).toEqualTypeOf<T<readonly [Batch, 8, 16, 20]>>()
  expectTypeOf(einsum('ij,kj->ik', some, a)).toEqualTypeOf<T<readonly [number, 2]>>()
  expectTypeOf(einsum('ij,ij->ij', some, a)).toEqualTypeOf<T<readonly [2, 3]>>()
  expectTypeOf(einsum('ij,jk->ik', any, b)).toEqualTypeOf<T<readonly [number, 4]>>()
})
test('what only run time knows', () => {
  expectTypeOf(einsum('...j,jk', a, b)).toEqualTypeOf<T<Shape>>()
  expectTypeOf(einsum('ij,jk->ik' as string, a, b)).toEqualTypeOf<T<Shape>>()
})
test('what does not fit is refused', () => {
  type Sequence = Axis<'sequence'>
  const words: T<readonly [Sequence, 8, 20, 64]> = input('w', [axis('sequence', 2), 8, 20, 64] as any)
  refused(() => {
    // @ts-expect-error j has sizes 3 and 2
    einsum('ij,jk->ik', a, a)
    // @ts-expect-error i has sizes 2 and 3
    einsum('ii->i', a)
    // @ts-expect-error three letters for two axes
    einsum('ijk,jk->i', a, b)
    // @ts-expect-error one letter for two axes
    einsum('i->i', a)
    // @ts-expect-error two tensors, not one
    einsum('ij,jk->ik', a)
    // @ts-expect-error one tensor, not two
    einsum('ij->i', a, b)
    // @ts-expect-error x is in no operand
    einsum('ij->xi', a)
    // @ts-expect-error two element types
    einsum('ij,jk->ik', a, wide)
    // @ts-expect-error two named axes
    einsum('bhqd,bhkd->bhqk', q, words)
    // @ts-expect-error whole numbers
    einsum('i->i', input('i', [2], 'i32'))
  })
})
