/** Values and gradients are those of PyTorch 2.13 in f64, at smooth points and at edges (tests/references/ops.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, literal, type Shape } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { diff } from '../../src/grad/index.js'
import * as o from '../../src/ops/index.js'

type Numbers = readonly (number | string)[]
interface Known {
  readonly args: readonly { readonly shape: Shape; readonly values: Numbers }[]
  readonly shape: Shape
  readonly value: Numbers
  readonly gradients: readonly Numbers[]
}
const known: Readonly<Record<string, Known>> = JSON.parse(
  readFileSync(new URL('../references/ops.json', import.meta.url), 'utf8'),
).cases

const mask = literal([3], [1, 0, 1], 'bool')
const index = (...values: readonly number[]) => literal([values.length], values, 'i32')

/** The cases of tests/references/ops.py, by their names there. */
const cases: Readonly<Record<string, (...args: any[]) => AnyTensor>> = {
  add: o.add,
  'add broadcasts': o.add,
  'sub broadcasts': o.sub,
  'mul broadcasts': o.mul,
  div: o.div,
  'div by zero': o.div,
  neg: o.neg,
  abs: o.abs,
  sign: o.sign,
  exp: o.exp,
  expm1: o.expm1,
  log: o.log,
  log1p: o.log1p,
  sqrt: o.sqrt,
  'pow 0': (x) => o.pow(x, 0),
  'pow 2': (x) => o.pow(x, 2),
  'pow 3': (x) => o.pow(x, 3),
  'pow -1': (x) => o.pow(x, -1),
  'pow 0.5': (x) => o.pow(x, 0.5),
  'pow -2.5': (x) => o.pow(x, -2.5),
  tanh: o.tanh,
  sigmoid: o.sigmoid,
  softplus: o.softplus,
  relu: o.relu,
  'clamp at its bounds': (x) => o.clamp(x, -1, 1),
  'maximum with ties': o.maximum,
  'minimum with ties': o.minimum,
  where: (a, b) => o.where(mask, a, b),
  sum: (x) => o.sum(x),
  'sum 0, 2': (x) => o.sum(x, [0, 2]),
  'sum -1 keep': (x) => o.sum(x, [-1], 'keep'),
  'sum of nothing': (x) => o.sum(o.slice(x, { start: [0, 0], stop: [2, 0] }) as any, [1]),
  mean: (x) => o.mean(x),
  'mean 1': (x) => o.mean(x, [1]),
  'max with ties': (x) => o.max(x),
  'max 1 with ties': (x) => o.max(x, [1]),
  'min 0 keep': (x) => o.min(x, [0], 'keep'),
  softmax: (x) => o.softmax(x),
  'softmax 0': (x) => o.softmax(x, 0),
  logSoftmax: (x) => o.logSoftmax(x),
  logSumExp: (x) => o.logSumExp(x),
  'logSumExp 0': (x) => o.logSumExp(x, 0),
  matmul: o.matmul,
  'matmul batched': o.matmul,
  'matmul broadcasts': o.matmul,
  'matmul over nothing': o.matmul,
  permute: (x) => o.permute(x, [2, 0, 1]),
  transpose: (x) => o.transpose(x),
  reshape: (x) => o.reshape(x, [4, 3]),
  'slice with steps': (x) => o.slice(x, { start: [1, 0], stop: [6, 5], step: [2, 3] }),
  pad: (x) => o.pad(x, { before: [0, 1], after: [1, 2], value: 7 }),
  'concat 1': (a, b) => o.concat([a, b], 1),
  'gather with repeats': (x) => o.gather(x, index(2, 0, 2)),
  'scatterAdd with repeats': (x) => o.scatterAdd(x, index(1, 3, 1), 4),
}

const numbers = (xs: Numbers): readonly number[] =>
  xs.map((x) => (typeof x === 'number' ? x : Number(x.replace('inf', 'Infinity'))))
const expectNear = (got: AnyTensor, expected: Numbers): void => {
  const [a, b] = [[...read(got)], numbers(expected)]
  const near = a.map((x, i) => {
    const y = b[i]!
    return Math.abs(x - y) <= 1e-13 * (1 + Math.abs(y)) ? y : x
  })
  expect(near.map((x) => x + 0)).toEqual(b.map((x) => x + 0)) // + 0: -0 is 0
}

test('every case of the reference is tried', () => {
  expect(Object.keys(cases)).toEqual(Object.keys(known))
})

describe.each(Object.entries(cases))('%s', (name, f) => {
  const { args, shape, value, gradients } = known[name]!
  const xs = args.map((x) => literal(x.shape, numbers(x.values), 'f64'))
  test('value', () => {
    const y = f(...xs)
    expect(y.shape).toEqual(shape)
    expectNear(y, value)
  })
  test('gradients', () => {
    const [y, back] = diff((a: typeof xs) => f(...a))(xs)
    const cotangent = literal(
      y.shape,
      value.map((_, i) => 0.5 + 0.25 * i),
      'f64',
    )
    for (const [i, d] of back(cotangent).entries()) expectNear(d, gradients[i]!)
  })
})
