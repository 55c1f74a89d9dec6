/** Random expressions over three inputs, and rules with an expression that each applies to. */
import * as fc from 'fast-check'
import { type AnyTensor, apply, literal, type Scalar } from '../../src/core/index.js'
import * as ops from '../../src/ops/index.js'
import { ops as records } from '../../src/ops/registry.js'

const { add, sub, mul, div, neg, exp, log, sqrt, pow, sigmoid, tanh, log1p, expm1, softplus, identity } = ops as any

/** Steps of an expression: each makes a tensor of two that exist. All are smooth on all numbers. */
const steps = {
  sum: add,
  difference: sub,
  product: mul,
  quotient: (a: unknown, b: unknown) => div(a, add(1, mul(b, b))),
  opposite: neg,
  exponential: (a: unknown) => exp(tanh(a)),
  exponentialLessOne: (a: unknown) => expm1(sigmoid(a)),
  logarithm: (a: unknown) => log(add(1, mul(a, a))),
  logarithmOfOneMore: (a: unknown) => log1p(sigmoid(a)),
  root: (a: unknown) => sqrt(add(2, sigmoid(a))),
  rootSquared: (a: unknown) => mul(sqrt(add(2, sigmoid(a))), sqrt(add(2, sigmoid(a)))),
  square: (a: unknown) => pow(a, 2),
  cube: (a: unknown) => pow(pow(a, 1), 3),
  inverse: (a: unknown) => pow(exp(tanh(a)), -1),
  fraction: (a: unknown) => pow(add(1, sigmoid(a)), 0.5),
  constant: (a: unknown) => pow(a, 0),
  sigmoid,
  tanh,
  softplus,
  identity,
  withZero: (a: unknown) => add(0, add(a, 0)),
  lessZero: (a: unknown) => sub(a, 0),
  fromZero: (a: unknown) => sub(0, a),
  once: (a: unknown) => mul(1, mul(div(a, 1), 1)),
  minusOnce: (a: unknown) => mul(a, -1),
  never: (a: unknown) => mul(a, 0),
  half: (a: unknown) => mul(0.5, a),
  third: (a: unknown) => div(a, 3),
  more: (a: unknown) => add(a, -2),
  minusHalf: (a: unknown, b: unknown) => sub(mul(a, -0.5), mul(neg(b), 2)),
  fromItself: (a: unknown) => sub(a, a),
} as const
type StepName = keyof typeof steps
const names = Object.keys(steps) as StepName[]

/** What to do to which of the tensors that exist, counted from the last. */
export type Recipe = readonly (readonly [step: StepName, a: number, b: number])[]
export const recipes: fc.Arbitrary<Recipe> = fc.array(
  fc.tuple(fc.constantFrom(...names), fc.nat({ max: 5 }), fc.nat({ max: 5 })),
  { minLength: 1, maxLength: 12 },
)

/** The expression of a recipe over some tensors: its last step. */
export const cooked = (recipe: Recipe, inputs: readonly AnyTensor[]): AnyTensor => {
  const made: AnyTensor[] = [...inputs]
  for (const [step, a, b] of recipe) {
    const from = (back: number): AnyTensor => made[made.length - 1 - (back % made.length)]!
    made.push(steps[step](from(a), from(b)))
  }
  return made[made.length - 1]!
}

const shape = [2, 3] as const
/** What the examples are made of: two matrices, a scalar, f32 numbers and truths. */
export interface Variables {
  readonly x: AnyTensor
  readonly y: AnyTensor
  readonly z: AnyTensor
  readonly single: AnyTensor
  readonly truth: AnyTensor
}
export const variables = (x: readonly number[], y: readonly number[], z: number): Variables => ({
  x: literal(shape, x, 'f64'),
  y: literal(shape, y, 'f64'),
  z: literal([], [z], 'f64'),
  single: literal(shape, y, 'f32'),
  truth: literal(
    shape,
    x.map((v) => (v > 0 ? 1 : 0)),
    'bool',
  ),
})
const permuted = (t: unknown, order: readonly number[]): unknown => apply(records.permute, { order }, t as AnyTensor)

/** For each rule expressions that it rewrites, by the rule's name. */
export const examples = ({
  x,
  y,
  z,
  single,
  truth,
}: { readonly [K in keyof Variables]: any }): Readonly<Record<string, readonly AnyTensor[]>> => ({
  numbers: [add(literal([], [1], 'f64'), 2), mul(ops.full(shape, 3, 'f64'), 0.1), neg(literal([], [0], 'f64'))],
  'a number stays one wherever it is moved': [
    ops.reshape(ops.full([6], 2, 'f64'), shape),
    ops.transpose(ops.full([3, 2], 2, 'f64')),
    ops.slice(ops.full([3, 3], 2, 'f64'), { start: [0, 0], stop: [2, 3] }),
  ],
  'the same shape': [ops.broadcastTo(x, shape), apply(records.reshape, { shape }, x)],
  'reshape of reshape': [ops.reshape(ops.reshape(x, [6]), [3, 2]), ops.reshape(ops.reshape(x, [6]), shape)],
  'broadcast of broadcast': [ops.broadcastTo(ops.broadcastTo(z, [3]), shape)],
  'the order that is': [permuted(x, [0, 1]) as AnyTensor],
  'permute of permute': [
    permuted(permuted(x, [1, 0]), [1, 0]) as AnyTensor,
    permuted(permuted(ops.reshape(x, [1, 2, 3]), [2, 0, 1]), [1, 0, 2]) as AnyTensor,
  ],
  'sum over nothing': [ops.sum(x, []), ops.sum(z)] as AnyTensor[],
  'sum of one': [ops.sum(ops.reshape(x, [1, 6]), [0]), ops.sum(ops.reshape(x, [6, 1]), [1], 'keep')] as AnyTensor[],
  'the same element type': [apply(records.cast, { dtype: 'f64' }, x)],
  'cast of cast': [
    ops.cast(ops.cast(single, 'f64'), 'f32'),
    ops.cast(ops.cast(single, 'f64'), 'i32'),
    ops.cast(ops.cast(truth, 'f32'), 'f64'),
  ],
  'either way the same': [ops.where(truth, x, x)],
  identity: [identity(x), ops.stopGradient(x)],
  'x - 0 = x': [sub(x, 0)],
  'x + 0 = x': [add(x, 0), add(0, x)],
  '0 - x = -x': [sub(0, x)],
  'x·1 = x': [mul(x, 1), mul(1, x)],
  'x/1 = x': [div(x, 1)],
  'x·(-1) = -x': [mul(x, -1), mul(-1, x)],
  'x/(-1) = -x': [div(x, -1)],
  'x·0 = 0': [mul(x, 0), mul(0, x)],
  '0/x = 0': [div(0, exp(x))],
  'x - x = 0': [sub(x, x)],
  'x + x = 2·x': [add(x, x)],
  'x·2 = 2·x': [mul(x, 2)],
  'x^1 = x': [apply(records.pow, { exponent: 1 }, x)],
  'x^0 = 1': [pow(x, 0)],
  'x^2·x = x^3': [mul(pow(x, 2), x), mul(x, x)],
  '(x^2)^3 = x^6': [pow(pow(x, 2), 3)],
  '-(-x) = x': [neg(neg(x))],
  'a + (-b) = a - b': [add(x, neg(y)), add(neg(x), y)],
  'a - (-b) = a + b': [sub(x, neg(y))],
  'a + (-2) = a - 2': [add(x, -2), add(-2, x), sub(x, -2)],
  '(-a)·b = -(a·b)': [mul(neg(x), y), mul(x, neg(y))],
  '(-a)/b = -(a/b)': [div(neg(x), y), div(x, neg(y))],
  '-(2·a) = -2·a': [neg(mul(2, x))],
  '-(a - b) = b - a': [neg(sub(x, y))],
  'log1p(x) = log(1 + x)': [log1p(sigmoid(x))],
  'expm1(x) = exp(x) - 1': [expm1(x)],
  'exp(log(x)) = x': [exp(log(sigmoid(x)))],
  'log(exp(a)·b) = a + log(b)': [log(mul(exp(x), sigmoid(y))), log(exp(x)), log(pow(exp(x), 2))],
  'exp(a - m) + exp(-m) = exp(-m)·(1 + exp(a))': [add(exp(sub(x, y)), exp(neg(y))), add(exp(neg(y)), exp(sub(x, y)))],
  'a truth as a number': [ops.cast(truth, 'f64'), ops.cast(ops.greater(x, y), 'f64')],
  'like factors': [
    mul(mul(x, y), x),
    mul(div(1, exp(x)), y),
    pow(exp(x), -2),
    div(mul(3, x), 6),
    pow(mul(-2, x), 2),
    mul(div(x, sqrt(exp(y))), div(x, exp(y))),
    neg(mul(exp(x), y)),
    mul(ops.broadcastTo(mul(2, z), shape), x),
  ],
  'like terms': [
    add(add(x, y), x),
    sub(mul(2, x), mul(3, x)),
    sub(div(1, add(1, exp(x))), div(mul(2, exp(x)), pow(add(1, exp(x)), 2))),
    sub(div(1, add(1, pow(x, 2))), div(pow(x, 2), pow(add(1, pow(x, 2)), 2))),
    add(exp(x), mul(add(1, x), exp(x))),
  ],
})

/** The number of a scalar made from any tensor: the sum of its elements, weighted so that none cancel. */
export const total = (t: AnyTensor): Scalar<'f64'> => {
  const count = t.shape.reduce((n, d) => n * d, 1)
  const weights = literal(
    [count],
    Array.from({ length: count }, (_, i) => 1 + i / 8),
    'f64',
  )
  return ops.sum(mul(ops.reshape(ops.cast(t as any, 'f64') as any, [count]), weights)) as any
}
