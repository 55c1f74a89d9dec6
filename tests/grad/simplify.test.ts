/** Simplification: its laws, its rules, and what it must leave alone. */
import { describe, expect, test } from 'vitest'
import { check } from '../../laws/law.js'
import { examples, variables } from '../../laws/simplify/expression.js'
import { simplifyLaws } from '../../laws/simplify.js'
import { type AnyTensor, input, literal, scalar, type Tensor, topological } from '../../src/core/index.js'
import { read, readScalar } from '../../src/engine/index.js'
import { grad, rules, simplify } from '../../src/grad/index.js'
import {
  add,
  exp,
  identity,
  matmul,
  mul,
  neg,
  pow,
  sigmoid,
  stopGradient,
  sub,
  tanh,
  transpose,
} from '../../src/ops/index.js'

const x = input('x')
const y = input('y')
const matrix = input('m', [2, 3])
const size = (...ts: readonly AnyTensor[]): number => topological(ts).length

describe('laws of simplification', () => {
  for (const law of simplifyLaws) test(law.name, () => check(law))
})

test('every rule has its own name and an example, and every example has a rule', () => {
  const names = rules.map((r) => r.name)
  expect(new Set(names).size).toBe(names.length)
  expect(Object.keys(examples(variables([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], 1))).toSorted()).toEqual(
    names.toSorted(),
  )
})

describe('simplify', () => {
  test('removes what does nothing, to a fixed point', () => {
    expect(simplify(add(mul(sub(add(x, 0), 0), 1), 0)).node).toBe(x.node)
    expect(simplify(transpose(transpose(matrix))).node).toBe(matrix.node)
    expect(simplify(mul(add(matrix, 0), 1)).node).toBe(matrix.node)
  })

  test('computes with numbers, also behind broadcasts', () => {
    const t = simplify(mul(add(literal([2, 3], [2, 2, 2, 2, 2, 2]), 3), matrix))
    expect(size(t)).toBe(4) // 5, its broadcast, m, the product
    expect(Array.from(read(t, { inputs: { m: literal([2, 3], [1, 2, 3, 4, 5, 6]) } }))).toEqual([5, 10, 15, 20, 25, 30])
  })

  test('shares equal subexpressions', () => {
    expect(size(mul(tanh(exp(x)), sigmoid(tanh(exp(x)))))).toBe(7)
    expect(size(simplify(mul(tanh(exp(x)), sigmoid(tanh(exp(x))))))).toBe(5)
  })

  test('works over a tree and shares between its leaves', () => {
    const { a, b } = simplify({ a: add(mul(x, y), 0), b: mul(x, y) })
    expect(a.node).toBe(b.node)
  })

  test('leaves infinities and NaN alone where it may assume nothing', () => {
    const t = mul(x, 0)
    const at = (value: number) => ({ inputs: { x: scalar(value) } })
    expect(readScalar(simplify(t, { assume: 'nothing' }), at(Number.POSITIVE_INFINITY))).toBeNaN()
    expect(readScalar(simplify(t), at(Number.POSITIVE_INFINITY))).toBe(0)
  })

  test('regroups only real numbers: 1e20 - 1e20 + 1 is 1 from the left and 0 from the right', () => {
    const t = add(x, sub(1, x))
    const large = { inputs: { x: scalar(1e20) } }
    expect(readScalar(simplify(t), large)).toBe(0)
    expect(readScalar(simplify(t, { assume: 'real' }), large)).toBe(1)
  })

  test('keeps derivatives unless only values are wanted', () => {
    const f = (a: Tensor<readonly []>) => simplify(mul(stopGradient(a), add(a, 0)))
    expect(readScalar(grad(f)(scalar(3)))).toBe(3) // not 6
    const marked = identity(x)
    expect(simplify(marked).node).toBe(marked.node)
    expect(simplify(mul(marked, stopGradient(x)), { keep: 'values' })).toEqual(pow(x, 2))
  })

  test('does not grow where a part is used elsewhere', () => {
    const opposite = neg(x)
    const tree = [mul(opposite, y), exp(opposite)]
    const after = simplify(tree)
    expect(size(...after)).toBeLessThanOrEqual(size(...tree))
    expect(size(...after)).toBe(5) // x, -x, y, the product, the exponential
  })

  test('is iterative and linear: 100,000 nodes deep', () => {
    let deep = x
    for (let i = 0; i < 50_000; i++) deep = add(tanh(deep), 0)
    expect(size(simplify(deep))).toBe(50_001)
    expect(size(simplify(deep, { assume: 'real', keep: 'values' }))).toBe(50_001)
  })

  test('does not unfold shared nodes: 2^60 paths', () => {
    let t = tanh(x)
    for (let i = 0; i < 60; i++) t = tanh(mul(t, add(t, 1)))
    expect(size(simplify(t, { assume: 'real' }))).toBe(3 + 60 * 3)
  })

  test('goes through matrix products', () => {
    const w = input('w', [3, 4])
    const t = simplify(matmul(mul(transpose(transpose(matrix)), 1), add(w, 0)))
    expect(t).toEqual(matmul(matrix, w))
  })
})
