/** Formulas: expressions and derivatives as one would write them. */
import { describe, expect, test } from 'vitest'
import { check } from '../../laws/law.js'
import { formulaLaws } from '../../laws/simplify.js'
import { input, literal, type Scalar, scalar } from '../../src/core/index.js'
import { formula, formulas, gradientFormulas } from '../../src/grad/index.js'
import {
  abs,
  add,
  argMax,
  clamp,
  concat,
  cos,
  div,
  exp,
  expm1,
  floor,
  log,
  matmul,
  max,
  maximum,
  mean,
  mul,
  neg,
  permute,
  pow,
  relu,
  sigmoid,
  sin,
  softmax,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  where,
} from '../../src/ops/index.js'

describe('laws of formulas', () => {
  for (const law of formulaLaws) test(law.name, () => check(law, { runs: 500 }))
})

const [x, y, z] = [input('x'), input('y'), input('z')]
const asIs = (t: Scalar): string => formula(t, { simplified: false }).text

describe('derivatives, as by hand', () => {
  const cases: readonly (readonly [name: string, f: (x: Scalar) => Scalar, value: string, derivative: string])[] = [
    ['sigmoid', sigmoid, 'σ(x)', 'σ(x)·(1 - σ(x))'],
    ['tanh', tanh, 'tanh(x)', '1 - tanh(x)^2'],
    ['cube', (a) => pow(a, 3), 'x^3', '3·x^2'],
    ['cube by products', (a) => mul(mul(a, a), a), 'x^3', '3·x^2'],
    ['Gauss', (a) => exp(neg(square(a))), 'exp(-x^2)', '-2·x·exp(-x^2)'],
    ['user-written softplus', (a) => log(add(1, exp(a))), 'log(1 + exp(x))', 'exp(x)/(1 + exp(x))'],
    ['user-written sigmoid', (a) => div(1, add(1, exp(neg(a)))), '1/(1 + exp(-x))', 'exp(-x)/(1 + exp(-x))^2'],
    ['softplus', softplus, 'log(1 + exp(x))', 'exp(x)/(1 + exp(x))'],
    ['relu', relu, 'where(x > 0, x, 0)', 'where(x > 0, 1, 0)'],
    ['product', (a) => mul(a, exp(a)), 'x·exp(x)', 'exp(x) + x·exp(x)'],
    ['root', (a) => sqrt(add(square(a), 1)), 'sqrt(x^2 + 1)', 'x/sqrt(x^2 + 1)'],
    ['quotient', (a) => div(a, add(1, a)), 'x/(1 + x)', '1/(1 + x)^2'],
    ['logarithm', log, 'log(x)', '1/x'],
    ['absolute value', abs, '|x|', 'sign(x)'],
    ['inverse square', (a) => pow(a, -2), '1/x^2', '-2/x^3'],
    ['swish', (a) => mul(a, sigmoid(a)), 'x·σ(x)', 'σ(x) + x·σ(x)·(1 - σ(x))'],
    ['constant', () => scalar(2), '2', '0'],
    ['sine', sin, 'sin(x)', 'cos(x)'],
    ['cosine', cos, 'cos(x)', '-sin(x)'],
    ['step', floor, 'floor(x)', '0'],
  ]
  for (const [name, f, value, derivative] of cases)
    test(name, () => {
      const both = formulas(f)
      expect([both.value.text, both.derivative.text]).toEqual([value, derivative])
    })

  test('higher orders', () => {
    const of = (f: (a: Scalar) => Scalar) => [2, 3].map((order) => formulas(f, { order }).derivative.text)
    expect(of(sigmoid)).toEqual(['σ(x)·(1 - 2·σ(x))·(1 - σ(x))', 'σ(x)·(1 - 6·σ(x) + 6·σ(x)^2)·(1 - σ(x))'])
    expect(of(tanh)).toEqual(['-2·tanh(x)·(1 - tanh(x)^2)', '(6·tanh(x)^2 - 2)·(1 - tanh(x)^2)'])
    expect(of((a) => pow(a, 3))).toEqual(['6·x', '6'])
    expect(of((a) => mul(a, exp(a)))).toEqual(['2·exp(x) + x·exp(x)', '3·exp(x) + x·exp(x)'])
    expect(of((a) => sqrt(add(square(a), 1)))).toEqual(['1/sqrt(x^2 + 1)^3', '-3·x/sqrt(x^2 + 1)^5'])
    expect(of((a) => div(a, add(1, a)))).toEqual(['-2/(1 + x)^3', '6/(1 + x)^4'])
    expect(of(softplus)).toEqual(['exp(x)/(1 + exp(x))^2', 'exp(x)·(1 - exp(x))/(1 + exp(x))^3'])
    expect(formulas(sigmoid, { order: 0 }).derivative.text).toBe('σ(x)')
    expect(() => formulas(sigmoid, { order: 1.5 })).toThrow(new RangeError('formulas: an order is 0, 1, 2, …, got 1.5'))
  })

  test('by several arguments', () => {
    const loss = ({ w, a, b, t }: Record<'w' | 'a' | 'b' | 't', Scalar>) => square(sub(add(mul(w, a), b), t))
    const { value, gradient } = gradientFormulas(loss)({ w: input('w'), a: x, b: input('b'), t: y })
    expect(value.text).toBe('(w·x + b - y)^2')
    expect(gradient.w.text).toBe('2·x·(w·x + b - y)')
    expect(gradient.a.text).toBe('2·w·(w·x + b - y)')
    expect(gradient.b.text).toBe('2·(w·x + b - y)')
    expect(gradient.t.text).toBe('-2·(w·x + b - y)')
  })

  test('by matrices', () => {
    const [a, w] = [input('A', [5, 3]), input('w', [3, 1])]
    const { value, gradient } = gradientFormulas((v: typeof w) => mean(square(matmul(a, v))))(w)
    expect(value.text).toBe('sum((A @ w)^2)/5')
    expect(gradient.text).toBe('Aᵀ @ (0.4·(A @ w))')
    expect(gradient.latex).toBe('A^{\\top} \\, \\left(0.4 \\cdot \\left(A \\, w\\right)\\right)')
  })

  test('the name of the argument', () => {
    expect(formulas(sigmoid, { name: 't' }).derivative.text).toBe('σ(t)·(1 - σ(t))')
  })
})

describe('text', () => {
  test('has parentheses where they are needed and nowhere else', () => {
    expect(asIs(mul(add(x, y), z))).toBe('(x + y)·z')
    expect(asIs(add(mul(x, y), z))).toBe('x·y + z')
    expect(asIs(sub(x, sub(y, z)))).toBe('x - (y - z)')
    expect(asIs(sub(sub(x, y), z))).toBe('x - y - z')
    expect(asIs(div(x, mul(y, z)))).toBe('x/(y·z)')
    expect(asIs(div(mul(x, y), z))).toBe('x·y/z')
    expect(asIs(div(x, div(y, z)))).toBe('x/(y/z)')
    expect(asIs(pow(pow(x, 2), 3))).toBe('(x^2)^3')
    expect(asIs(pow(mul(x, y), 2))).toBe('(x·y)^2')
    expect(asIs(pow(exp(x), 2))).toBe('exp(x)^2')
    expect(asIs(neg(add(x, y)))).toBe('-(x + y)')
    expect(asIs(neg(mul(x, y)))).toBe('-x·y')
    expect(asIs(neg(neg(x)))).toBe('-(-x)')
    expect(asIs(pow(neg(x), 2))).toBe('(-x)^2')
    expect(asIs(mul(x, neg(y)))).toBe('x·(-y)')
    expect(asIs(add(x, -2))).toBe('x + (-2)')
    expect(asIs(mul(-2, x))).toBe('-2·x')
    expect(asIs(exp(add(x, y)))).toBe('exp(x + y)')
    expect(asIs(maximum(add(x, y), 0))).toBe('max(x + y, 0)')
    expect(asIs(abs(sub(x, y)))).toBe('|x - y|')
  })

  test('sets matrix products apart from products by element', () => {
    const [a, b, c] = [input('A', [2, 2]), input('B', [2, 2]), input('C', [2, 2])]
    const text = (t: Parameters<typeof formula>[0]) => formula(t, { simplified: false }).text
    expect(text(mul(a, matmul(b, c)))).toBe('A·(B @ C)')
    expect(text(matmul(mul(a, b), c))).toBe('(A·B) @ C')
    expect(text(add(matmul(a, b), c))).toBe('A @ B + C')
    expect(text(transpose(add(a, b)))).toBe('(A + B)ᵀ')
  })

  test('sees through broadcasts, shapes and element types', () => {
    const m = input('m', [2, 3])
    expect(formula(mul(add(m, x), 2)).text).toBe('2·(m + x)')
    expect(formula(softmax(m)).text).toBe('exp(m - max(m))/sum(exp(m - max(m)))')
  })

  test('writes numbers in their shortest form', () => {
    expect(formula(mul(x, 0.1)).text).toBe('0.1·x')
    expect(formula(mul(x, 1e-7)).text).toBe('1e-7·x')
    expect(formula(mul(x, 1e-7)).latex).toBe('10^{-7} \\cdot x')
    expect(formula(mul(input('x', [], 'f64'), 0.1)).text).toBe('0.1·x')
    expect(formula(mul(input('x', [], 'f64'), Math.PI)).text).toBe('3.141592653589793·x')
    expect(formula(mul(x, Math.PI)).text).toBe('3.1415927·x')
    expect(formula(maximum(x, Number.NEGATIVE_INFINITY)).text).toBe('max(x, -∞)')
    expect(formula(literal([2, 2], [1, 2, 3, 4])).text).toBe('[[1, 2], [3, 4]]')
    expect(
      formula(
        literal(
          [5, 5],
          new Array<number>(25).fill(0).map((_, i) => i),
        ),
      ).text,
    ).toBe('constant[5×5]')
  })

  test('shows the attributes of ops without a notation', () => {
    const m = input('m', [2, 3])
    expect(formula(argMax(m)).text).toBe('argMax(m; axis = 1)')
    expect(formula(concat([m, m], 1)).text).toBe('concat(m, m; axis = 1)')
    expect(formula(argMax(m)).latex).toBe('\\operatorname{argMax}\\left(m; \\text{axis = 1}\\right)')
    expect(formula(permute(input('t', [2, 3, 4]), [2, 0, 1])).text).toBe('permute(t, [2, 0, 1])')
  })
})

describe('LaTeX', () => {
  const latex = (t: Parameters<typeof formula>[0]) => formula(t, { simplified: false }).latex

  test('braces replace parentheses', () => {
    expect(latex(div(add(x, 1), sub(y, 1)))).toBe('\\frac{x + 1}{y - 1}')
    expect(latex(exp(add(x, y)))).toBe('e^{x + y}')
    expect(latex(sqrt(add(x, y)))).toBe('\\sqrt{x + y}')
    expect(latex(mul(add(x, y), 2))).toBe('\\left(x + y\\right) \\cdot 2')
    expect(latex(pow(div(x, y), 2))).toBe('\\left(\\frac{x}{y}\\right)^{2}')
    expect(latex(abs(sub(x, y)))).toBe('\\left|x - y\\right|')
    expect(latex(where({ ...x, dtype: 'bool' }, x, y))).toBe('\\begin{cases} x & x \\\\ y & \\text{else} \\end{cases}')
    expect(latex(clamp(x, 0, 1))).toBe('\\operatorname{clamp}_{[0, 1]}\\left(x\\right)')
    expect(latex(max(input('m', [2])))).toBe('\\max\\left(m\\right)')
    expect(latex(sum(input('m', [2])))).toBe('\\sum\\left(m\\right)')
    expect(latex(floor(x))).toBe('\\left\\lfloor x\\right\\rfloor')
    expect(latex(expm1(x))).toBe('\\left(e^{x} - 1\\right)')
  })

  test('a superscript never follows a superscript', () => {
    expect(latex(pow(exp(x), 2))).toBe('\\left(e^{x}\\right)^{2}')
    expect(latex(pow(pow(x, 2), 3))).toBe('\\left(x^{2}\\right)^{3}')
    expect(latex(transpose(transpose(input('A', [2, 2]))))).toBe('\\left(A^{\\top}\\right)^{\\top}')
  })

  test('exponents are not taken for places of arguments', () => {
    expect(latex(pow(x, 0))).toBe('x^0')
    expect(latex(pow(x, 12))).toBe('x^{12}')
    expect(latex(pow(x, -0.5))).toBe('x^{-0.5}')
  })

  test('names', () => {
    expect(latex(add(input('rate'), input('x_1')))).toBe('\\mathrm{rate} + \\mathrm{x\\_1}')
    expect(latex(add(input('x1'), input('σ')))).toBe('x_{1} + σ')
  })

  test('a derivative', () => {
    expect(formulas(sigmoid).derivative.latex).toBe(
      '\\sigma\\left(x\\right) \\cdot \\left(1 - \\sigma\\left(x\\right)\\right)',
    )
    expect(formulas((a) => exp(neg(square(a)))).derivative.latex).toBe('-2 \\cdot x \\cdot e^{-x^{2}}')
    expect(formulas((a) => div(a, add(1, a)), { order: 2 }).derivative.latex).toBe(
      '-\\frac{2}{\\left(1 + x\\right)^{3}}',
    )
  })
})

describe('large expressions', () => {
  const nested = (depth: number): Scalar => {
    let t = tanh(x)
    for (let i = 0; i < depth; i++) t = tanh(mul(t, add(t, 1)))
    return t
  }

  test('name what they share, instead of 2^60 characters', () => {
    const { text, latex } = formula(nested(60))
    expect(text.split('\n').slice(0, 5)).toEqual([
      expect.stringMatching(/^tanh\((\w+)·\(\1 \+ 1\)\)$/),
      'where',
      '  a = tanh(x)',
      '  b = tanh(a·(a + 1))',
      '  c = tanh(b·(b + 1))',
    ])
    expect(text.length).toBeLessThan(2_000)
    expect(latex).toContain('&\\text{where} \\\\ &\\quad a = \\tanh\\left(x\\right) \\\\ &\\quad b =')
  })

  test('names are not those of inputs', () => {
    let t = tanh(input('a'))
    for (let i = 0; i < 12; i++) t = tanh(mul(t, add(t, input('b1'))))
    const names = formula(t)
      .text.split('\n')
      .slice(2)
      .map((line) => line.trim().split(' = ')[0])
    expect(names.slice(0, 2)).toEqual(['b', 'c'])
  })

  test('are cut with an error that says so', () => {
    let t = x
    for (let i = 0; i < 300_000; i++) t = tanh(t)
    expect(() => formula(t)).toThrow(
      new RangeError('formula: longer than 1000000 characters even with shared parts named; print a part of it'),
    )
  })

  test('are printed without recursion', () => {
    let t = x
    for (let i = 0; i < 50_000; i++) t = tanh(t)
    expect(formula(t).text.length).toBe(50_000 * 6 + 1)
  })
})
