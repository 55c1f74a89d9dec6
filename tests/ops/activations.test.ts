/** Activations are those of PyTorch 2.13 in f64 (tests/references/activations.py), and refuse what makes no sense. */
import { describe, expect, test } from 'vitest'
import { type AnyTensor, literal } from '../../src/core/index.js'
import * as o from '../../src/ops/index.js'
import { expectKnown } from './known.js'

/** The cases of tests/references/activations.py, by their names there. */
const cases: Readonly<Record<string, (...args: any[]) => AnyTensor>> = {
  relu: o.relu,
  leakyRelu: (x) => o.leakyRelu(x),
  'leakyRelu 0.3': (x) => o.leakyRelu(x, { slope: 0.3 }),
  prelu: o.prelu,
  'prelu of one slope': o.prelu,
  elu: (x) => o.elu(x),
  'elu 0.5': (x) => o.elu(x, { alpha: 0.5 }),
  selu: o.selu,
  gelu: (x) => o.gelu(x),
  'gelu by tanh': (x) => o.gelu(x, { approximation: 'tanh' }),
  swish: (x) => o.swish(x),
  'swish 2': (x) => o.swish(x, { beta: 2 }),
  hardSwish: o.hardSwish,
  mish: o.mish,
  softplus: o.softplus,
  sigmoid: o.sigmoid,
  hardSigmoid: o.hardSigmoid,
  tanh: o.tanh,
  softsign: o.softsign,
  softmax: (x) => o.softmax(x),
  logSoftmax: (x) => o.logSoftmax(x),
  sparsemax: (x) => o.sparsemax(x),
  'sparsemax 0': (x) => o.sparsemax(x, 0),
}

expectKnown('activations', cases)

test('every activation has numbers of the reference', () => {
  expect(Object.keys(cases)).toEqual(expect.arrayContaining(Object.keys(o.activationEntries)))
})

describe('options', () => {
  const x = literal([2], [-1, 1])
  test.each([
    ['leakyRelu: slope must be a finite number, got NaN', () => o.leakyRelu(x, { slope: Number.NaN })],
    ['elu: alpha must be above 0, got 0', () => o.elu(x, { alpha: 0 })],
    ['swish: beta must be above 0, got -1', () => o.swish(x, { beta: -1 })],
    ['gelu: approximation must be none or tanh, got erf', () => o.gelu(x, { approximation: 'erf' as never })],
  ])('%s', (message, f) => {
    expect(f).toThrow(new RangeError(message))
  })
})
