/** Reading: the reference engine, inputs, trees, equality, printing, and where numbers stop being finite. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, input, literal, type Op, scalar } from '../../src/core/index.js'
import {
  type Engine,
  eqTensor,
  eqTree,
  firstNotFinite,
  read,
  readScalar,
  readTree,
  reference,
  settle,
  showTensor,
} from '../../src/engine/index.js'
import { add, div, exp, log, mul, ops, sub, sum } from '../../src/ops/index.js'

const x = literal([2, 2], [1, 2, 3, 4])

describe('read', () => {
  test('gives the numbers of an expression in row-major order', () => {
    expect([...read(add(mul(x, 2), 1))]).toEqual([3, 5, 7, 9])
    expect(readScalar(sum(x))).toBe(10)
  })
  test('gives copies: what is read cannot change a tensor', () => {
    const numbers = read(x, { engine: reference }) as Float32Array
    numbers[0] = 99
    expect([...read(x)]).toEqual([1, 2, 3, 4])
  })
  test('a literal is a copy of the numbers it is made of', () => {
    const values = [1, 2]
    const t = literal([2], values)
    values[0] = 99
    expect([...read(t)]).toEqual([1, 2])
  })
  test('computes shared nodes once', () => {
    let runs = 0
    const counting: Op = {
      ...ops.exp,
      forward: (...all) => {
        runs++
        return ops.exp.forward(...all)
      },
    }
    const y: any = { ...exp(x), node: { _tag: 'Apply', op: counting, attrs: {}, args: [x] } }
    readTree({ a: y, b: add(y, y), c: mul(y, add(y, 1)) })
    expect(runs).toBe(1)
  })
  test('uses the engine that is given', () => {
    const constant: Engine = {
      ...reference,
      name: 'sevens',
      run: (roots) => roots.map((t) => new Float32Array(t.shape[0]!).fill(7)),
    }
    expect([...read(literal([2], [1, 2]), { engine: constant })]).toEqual([7, 7])
  })
})

describe('inputs', () => {
  const named = input('x', [2])
  test('take the value of their name, which may be an expression', () => {
    expect([...read(mul(named, 2), { inputs: { x: literal([2], [3, 4]) } })]).toEqual([6, 8])
    expect([...read(named, { inputs: { x: add(literal([2], [3, 4]), 1) } })]).toEqual([4, 5])
  })
  test.each<readonly [string, Readonly<Record<string, AnyTensor>>]>([
    ["input 'x' has no value; pass one where it is read", {}],
    ["input 'x': expected f32 [2], got f32 [3]", { x: literal([3], [1, 2, 3]) }],
    ["input 'x': expected f32 [2], got f64 [2]", { x: literal([2], [1, 2], 'f64') }],
  ])('%s', (message, inputs) => {
    expect(() => read(named, { inputs })).toThrow(new ReferenceError(message))
  })
})

describe('trees', () => {
  test('are read in their structure', () => {
    expect(readTree({ a: x, deep: [sum(x), 'name', null] as const })).toEqual({
      a: Float32Array.of(1, 2, 3, 4),
      deep: [Float32Array.of(10), 'name', null],
    })
  })
  test('settle to literals, free of their graph, and literals stay themselves', () => {
    const settled = settle({ a: x, b: add(x, 1) })
    expect(settled.a).toBe(x)
    expect(settled.b.node._tag).toBe('Literal')
    expect([...read(settled.b)]).toEqual([2, 3, 4, 5])
  })
})

describe('instances', () => {
  test('Eq: shape, element type and numbers; NaN equals NaN, 0 equals -0', () => {
    const t = literal([3], [Number.NaN, 0, 1])
    expect(eqTensor.equals(t, literal([3], [Number.NaN, -0, 1]))).toBe(true)
    expect(eqTensor.equals(t, literal([3], [Number.NaN, 0, 2]))).toBe(false)
    expect(eqTensor.equals(t, literal([1, 3], [Number.NaN, 0, 1]))).toBe(false)
    expect(eqTensor.equals(t, literal([3], [Number.NaN, 0, 1], 'f64'))).toBe(false)
  })
  test('Eq of trees: structure, and numbers within a tolerance', () => {
    const [a, b] = [scalar(1, 'f64'), scalar(1 + 1e-9, 'f64')]
    expect(eqTree().equals({ a }, { a: b })).toBe(false)
    expect(eqTree(1e-8).equals({ a }, { a: b })).toBe(true)
    expect(eqTree<object>(1e-8).equals({ a }, { b: a })).toBe(false)
    expect(eqTree<readonly unknown[]>().equals([a], [a, a])).toBe(false)
    const infinite = scalar(Number.POSITIVE_INFINITY, 'f64')
    expect(eqTree(1e-8).equals([infinite], [a])).toBe(false)
    expect(eqTree(1e-8).equals([infinite], [infinite])).toBe(true)
  })
  test('Show: element type, shape, nested numbers', () => {
    expect(showTensor.show(x)).toBe('f32 [2, 2] [[1, 2], [3, 4]]')
    expect(showTensor.show(scalar(5, 'i32'))).toBe('i32 [] 5')
    expect(showTensor.show(literal([2, 0], []))).toBe('f32 [2, 0] [[], []]')
  })
})

describe('firstNotFinite', () => {
  test('names the first op that makes NaN or an infinity of finite numbers', () => {
    const t = sum(div(x, sub(x, 3)))
    expect(firstNotFinite([t])).toMatchObject({
      _tag: 'Some',
      value: { op: 'div', value: 'Infinity', message: 'div f32 [2, 2]: Infinity at position 2' },
    })
    expect(firstNotFinite([mul(log(sub(x, 5)), 2)])).toMatchObject({
      _tag: 'Some',
      value: { op: 'log', value: 'NaN', message: 'log f32 [2, 2]: NaN at position 0' },
    })
  })
  test('names inputs and literals as such', () => {
    const bad = literal([1], [Number.NEGATIVE_INFINITY])
    expect(firstNotFinite([bad])).toMatchObject({
      _tag: 'Some',
      value: { op: 'a literal', value: '-Infinity', message: 'a literal f32 [1]: -Infinity at position 0' },
    })
    expect(firstNotFinite([add(input('w', [1]), 1)], { w: bad })).toMatchObject({ value: { op: "input 'w'" } })
  })
  test('is none where all is finite', () => {
    expect(firstNotFinite([sum(exp(x))])).toEqual(O.none)
  })
})
