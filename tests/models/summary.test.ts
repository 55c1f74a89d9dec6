/** A summary is this text. */
import { flow, pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { parameterCount, summary } from '../../src/models/index.js'
import {
  branch,
  dense,
  dropout,
  flatten,
  freeze,
  input,
  relu,
  residual,
  softmax,
} from '../../src/models/layers/index.js'

test('summary', () => {
  const model = pipe(input([28, 28]), flatten, dense(128), relu, dropout(0.5), dense(10, { weights: 'zeros' }), softmax)
  expect(`\n${summary(model)}\n`).toBe(`
layer                output          parameters
input                batch, 28, 28            0
flatten              batch, 784               0
dense 128 heNormal   batch, 128         100,480
relu                 batch, 128               0
dropout 0.5          batch, 128               0
dense 10 zeros       batch, 10            1,290
softmax              batch, 10                0
total                                   101,770
`)
  expect(parameterCount(model)).toBe(101_770)
})

test('a summary of layers within layers, and of what is frozen', () => {
  const model = pipe(
    input(4),
    dense(4, { weights: 'zeros' }),
    freeze,
    residual(flow(dense(4, { weights: 'zeros' }), relu)),
    branch('add', dense(2, { weights: 'zeros' }), dense(2, { weights: 'zeros' })),
  )
  expect(`\n${summary(model)}\n`).toBe(`
layer                                        output         parameters
input                                        batch, 4                0
dense 4 zeros                                batch, 4        20 frozen
freeze                                       batch, 4                0
residual (dense 4 zeros, relu)               batch, 4               20
branch add (dense 2 zeros) (dense 2 zeros)   batch, 2               20
total                                                   40 + 20 frozen
`)
})
