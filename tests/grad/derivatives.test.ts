/** Derivatives worked by hand, trees, higher orders, depth, and derivatives of one's own choosing. */
import { describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  input,
  literal,
  type Scalar,
  type Shape,
  ShapeError,
  scalar,
  type Tensor,
} from '../../src/core/index.js'
import { read, readScalar, readTree } from '../../src/engine/index.js'
import { customBackward, diff, grad, hessian, hvp, jvp, valueAndGrad, vjp } from '../../src/grad/index.js'
import {
  add,
  argMax,
  cast,
  exp,
  gather,
  identity,
  mul,
  pow,
  relu,
  sigmoid,
  square,
  stopGradient,
  sub,
  sum,
  tanh,
} from '../../src/ops/index.js'

type X = Scalar<'f64'>
const at = (value: number): X => scalar(value, 'f64')
const f64 = <const S extends Shape>(shape: S, values: readonly number[]): Tensor<S, 'f64'> =>
  literal(shape, values, 'f64')
const numbers = (t: AnyTensor): readonly number[] => [...read(t)]
const slope = (f: (x: X) => X, x: number): number => readScalar(grad(f)(at(x)))

describe('higher orders', () => {
  const derivative = (f: (x: X) => X, order: number): ((x: X) => X) =>
    order === 0 ? f : derivative(grad(f), order - 1)
  test.each([
    [0, 16],
    [1, 32],
    [2, 48],
    [3, 48],
    [4, 24],
    [5, 0],
  ])('derivative %d of x⁴ at 2 is %d', (order, expected) => {
    expect(readScalar(derivative((x) => pow(x, 4), order)(at(2)))).toBe(expected)
  })
  test('every derivative of exp is exp', () => {
    for (const order of [1, 2, 3, 4]) expect(readScalar(derivative(exp, order)(at(0.5)))).toBeCloseTo(Math.exp(0.5), 14)
  })
  test('third derivatives of tanh and sigmoid', () => {
    const [t, s] = [Math.tanh(0.3), 1 / (1 + Math.exp(-0.3))]
    const [d, e] = [1 - t * t, s * (1 - s)]
    expect(readScalar(derivative(tanh, 3)(at(0.3)))).toBeCloseTo(d * (6 * t * t - 2), 14) // (1-t²)(6t²-2)
    expect(readScalar(derivative(sigmoid, 3)(at(0.3)))).toBeCloseTo(e * (1 - 6 * e), 14) // s(1-s)(1-6s(1-s))
  })
  test('the hessian of x²·y + exp(y), and its product with a vector', () => {
    const f = (v: Tensor<readonly [2], 'f64'>): X => {
      const part = (i: number): X => sum(mul(v, f64([2], i === 0 ? [1, 0] : [0, 1])))
      return add(mul(square(part(0)), part(1)), exp(part(1)))
    }
    const [x, y] = [3, 0.5]
    const expected = [2 * y, 2 * x, 2 * x, Math.exp(y)]
    const h = hessian(f)(f64([2], [x, y]))
    expect(h.shape).toEqual([2, 2])
    for (const [i, v] of numbers(h).entries()) expect(v).toBeCloseTo(expected[i]!, 13)
    const product = numbers(hvp(f)(f64([2], [x, y]), f64([2], [1, -1])))
    expect(product[0]).toBeCloseTo(2 * y - 2 * x, 13)
    expect(product[1]).toBeCloseTo(2 * x - Math.exp(y), 13)
  })
  test('a derivative inside a function that is differentiated', () => {
    expect(slope((x) => mul(x, grad((y: X) => mul(x, square(y)))(x)), 3)).toBe(54) // x·2x² = 2x³
  })
  test('the hessian of nothing is empty', () => {
    expect(hessian((x: Tensor<readonly [0], 'f64'>) => sum(x))(f64([0], [])).shape).toEqual([0, 0])
  })
})

describe('trees and arguments', () => {
  test('one tensor in two places of the arguments keeps two gradients', () => {
    const w = f64([2], [3, 4])
    const g = grad(({ a, b }: { a: typeof w; b: typeof w }) => sum(mul(square(a), b)))({ a: w, b: w })
    expect([numbers(g.a), numbers(g.b)]).toEqual([
      [18, 32], // 2ab
      [9, 16], // a²
    ])
  })
  test('one tensor twice in an op adds up', () => {
    expect(slope((x) => mul(x, x), 3)).toBe(6)
    expect(slope((x) => add(x, sub(x, mul(x, x))), 3)).toBe(-4)
  })
  test('the result may be an argument, or have nothing to do with it', () => {
    expect(slope((x) => x, 7)).toBe(1)
    expect(slope(() => at(5), 7)).toBe(0)
  })
  test('i32, bool and unused leaves get zeros of their own element type', () => {
    const tree = {
      table: f64([3], [1, 2, 3]),
      rows: literal([2], [0, 2], 'i32'),
      mask: literal([2], [1, 0], 'bool'),
      unused: f64([1], [9]),
      kind: 'linear',
    }
    const g = grad((t: typeof tree) => sum(mul(gather(t.table, t.rows), cast(t.mask, 'f64'))) as X)(tree)
    expect(readTree(g)).toEqual({
      table: Float64Array.of(1, 0, 0),
      rows: Int32Array.of(0, 0),
      mask: Uint8Array.of(0, 0),
      unused: Float64Array.of(0),
      kind: 'linear',
    })
    expect([g.rows.dtype, g.mask.dtype]).toEqual(['i32', 'bool'])
  })
  test('a tensor from outside is a constant', () => {
    const outer = at(4)
    expect(slope((x) => mul(x, outer), 3)).toBe(4)
    const made = mul(outer, 2)
    expect(numbers(grad((x: X) => mul(x, made))(outer))).toEqual([8])
  })
  test('an argument made of ops is a variable, not what it is made of', () => {
    const x = at(3)
    expect(readScalar(grad((y: X) => mul(y, x))(square(x)))).toBe(3)
  })
  test('several results: each cotangent flows', () => {
    const [y, back] = vjp((x: X) => ({ square: square(x), twice: [mul(x, 2)] as const }))(at(3))
    expect(readScalar(y.square)).toBe(9)
    expect(readScalar(back({ square: at(1), twice: [at(10)] }))).toBe(26)
  })
  test('a result that is not floating point sends nothing back', () => {
    const [i, back] = diff((x: Tensor<readonly [2], 'f64'>) => argMax(x))(f64([2], [1, 2]))
    expect(numbers(back(i))).toEqual([0, 0])
  })
  test('jvp of a tree', () => {
    const [value, tangent] = jvp(({ a, b }: { a: X; b: X }) => mul(a, b))(
      { a: at(2), b: at(3) },
      { a: at(1), b: at(10) },
    )
    expect([readScalar(value), readScalar(tangent)]).toEqual([6, 23])
  })
  test('the value comes with the gradient', () => {
    const [value, gradient] = valueAndGrad((x: X) => square(x))(at(3))
    expect([readScalar(value), readScalar(gradient)]).toEqual([9, 6])
  })
  test('a gradient of something that is not a scalar is a ShapeError', () => {
    const f = (x: Tensor<readonly [2], 'f64'>): any => x
    expect(() => grad(f)(f64([2], [1, 2]))).toThrow(ShapeError)
    expect(() => grad(f)(f64([2], [1, 2]))).toThrow('grad: expected a function with a scalar result [], got [2]')
  })
  test('gradients of inputs are expressions of inputs', () => {
    const g = grad((x: Scalar) => square(x))(input('x'))
    expect(readScalar(g, { inputs: { x: scalar(5) } })).toBe(10)
  })
})

describe('stopping and choosing', () => {
  test('stopGradient: the value passes, nothing flows back', () => {
    expect(slope((x) => mul(x, stopGradient(x)), 3)).toBe(3)
    expect(slope((x) => stopGradient(square(x)), 3)).toBe(0)
    expect(slope((x) => grad((y: X) => mul(square(y), stopGradient(y)))(x), 3)).toBe(6) // 2y·c, then 2c
  })
  test('identity passes everything', () => {
    expect(slope((x) => identity(square(x)), 3)).toBe(6)
  })
  test('a reversed gradient', () => {
    const reversed = customBackward(
      'reversed',
      (x: X) => square(x),
      (dy, _y, x) => [mul(dy, mul(x, -2))],
    )
    expect(readScalar(reversed(at(3)))).toBe(9)
    expect(slope(reversed, 3)).toBe(-6)
    expect(slope((x) => grad(reversed)(x), 3)).toBe(-2)
    expect(slope((x) => mul(reversed(x), 10), 3)).toBe(-60)
  })
  test('a straight-through estimator', () => {
    const step = customBackward(
      'step',
      (x: X) => cast(cast(x, 'i32'), 'f64'),
      (dy) => [dy],
    )
    expect(readScalar(step(at(2.7)))).toBe(2)
    expect(slope((x) => mul(step(x), x), 2.7)).toBeCloseTo(4.7, 14)
  })
  test('of several arguments, one without a derivative', () => {
    const f = customBackward(
      'f',
      (a: X, b: X) => mul(a, b),
      (dy, _y, _a, b) => [mul(dy, b), null],
    )
    const g = grad(([a, b]: readonly [X, X]) => f(a, b))([at(2), at(5)])
    expect(g.map((d) => readScalar(d))).toEqual([5, 0])
  })
  test('the result may be used for the way back', () => {
    const stable = customBackward(
      'stable',
      (x: X) => exp(x),
      (dy, y) => [mul(dy, y)],
    )
    expect(slope((x) => grad(stable)(x), 1)).toBeCloseTo(Math.E, 14)
  })
  test('no argument that is not differentiable gets in the way', () => {
    const f = customBackward(
      'f',
      (x: X) => relu(x),
      (dy) => [dy],
    )
    expect(slope(f, -1)).toBe(1)
  })
})

describe('depth', () => {
  test('a chain of 100,000 nodes is read, differentiated, and differentiated again', () => {
    const n = 100_000
    const chain = (x: X): X => {
      let y = x
      for (let i = 0; i < n; i++) y = mul(y, 1 + 1e-6)
      return mul(y, y)
    }
    const growth = (1 + 1e-6) ** (2 * n)
    expect(readScalar(chain(at(2)))).toBeCloseTo(4 * growth, 8)
    expect(slope(chain, 2)).toBeCloseTo(4 * growth, 8)
    expect(readScalar(hvp(chain)(at(2), at(1)))).toBeCloseTo(2 * growth, 8)
  })
  test('sharing is not unrolled: doubling 60 times takes 60 additions', () => {
    const doubled = (x: X): X => {
      let y = x
      for (let i = 0; i < 60; i++) y = add(y, y)
      return y
    }
    expect(slope(doubled, 1)).toBe(2 ** 60)
  })
})
