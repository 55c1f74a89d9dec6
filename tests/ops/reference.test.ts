/** Values and gradients are those of PyTorch 2.13 in f64, at smooth points and at edges (tests/references/ops.py). */
import { type AnyTensor, literal } from '../../src/core/index.js'
import * as o from '../../src/ops/index.js'
import { expectKnown } from './known.js'

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

expectKnown('ops', cases)
