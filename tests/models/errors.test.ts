/** What does not fit together says so when it is put together. */
import { describe, expect, test } from 'vitest'
import { DTypeError, key, literal, ShapeError } from '../../src/core/index.js'
import { fromSpecs, huber, infer, losses } from '../../src/models/index.js'
import { dense, dropout, flatten, input } from '../../src/models/layers/index.js'

const zeros = (...shape: readonly number[]): any => literal(shape, new Array(shape.reduce((a, b) => a * b, 1)).fill(0))
const says = (f: () => unknown, message: string): void => {
  expect(f).toThrow(ShapeError)
  expect(f).toThrow(new RegExp(`^${message.replaceAll(/[[\]().|]/g, '\\$&')}$`))
}

describe('layers', () => {
  test('dense after images that were not flattened', () => {
    says(() => dense(10)(input([28, 28]) as any), 'dense: expected rows [batch, n] (flatten first), got [28, 28]')
  })
  test('a batch of another shape than the input of the model', () => {
    const model = dense(10)(flatten(input([2, 3])))
    const { params, state } = model.init(key(0))
    const run = (x: any) => () => model.apply(params, state, x, infer)
    expect(run(zeros(5, 2, 3))).not.toThrow()
    expect(run(zeros(0, 2, 3))).not.toThrow()
    says(run(zeros(5, 3, 2)), 'input: expected [batch, 2, 3], got [5, 3, 2]')
    says(run(zeros(5, 6)), 'input: expected [batch, 2, 3], got [5, 6]')
    says(run(zeros(2, 3)), 'input: expected [batch, 2, 3], got [2, 3]')
  })
  test('options out of range', () => {
    expect(() => dense(0)).toThrow(new RangeError('dense: units must be a positive integer, got 0'))
    expect(() => dense(2.5)).toThrow(new RangeError('dense: units must be a positive integer, got 2.5'))
    for (const rate of [1, -0.1, Number.NaN])
      expect(() => dropout(rate)).toThrow(new RangeError(`dropout: rate must be at least 0 and below 1, got ${rate}`))
    expect(() => huber({ delta: 0 })).toThrow(new RangeError('huber: delta must be above 0, got 0'))
  })
  test('descriptions that are no model', () => {
    expect(() => fromSpecs([])).toThrow('fromSpecs: the first layer must be an input')
    expect(() => fromSpecs([{ layer: 'relu' }])).toThrow('fromSpecs: the first layer must be an input')
    const inputs = [{ layer: 'input', shape: [2] }] as const
    expect(() => fromSpecs([...inputs, ...inputs])).toThrow("fromSpecs: only the first layer may be 'input'")
    says(
      () =>
        fromSpecs([
          { layer: 'input', shape: [2, 2] },
          { layer: 'dense', units: 1, weights: 'zeros' },
        ]),
      'dense: expected rows [batch, n] (flatten first), got [2, 2]',
    )
  })
})

describe('losses', () => {
  test('predictions [batch, 1] against targets [batch], which would broadcast', () => {
    for (const name of ['meanSquaredError', 'meanAbsoluteError', 'huber', 'binaryCrossEntropy'] as const)
      says(
        () => losses[name].loss('mean')(zeros(4, 1), zeros(4)),
        `${name}: expected prediction and target of one shape, got [4, 1] and [4]`,
      )
  })
  test('classes', () => {
    const { categoricalCrossEntropy, sparseCategoricalCrossEntropy } = losses
    says(
      () => categoricalCrossEntropy.loss('mean')(zeros(4, 3), zeros(4, 2)),
      'categoricalCrossEntropy: expected logits and targets [batch, k], got [4, 3] and [4, 2]',
    )
    says(
      () => categoricalCrossEntropy.loss('mean')(zeros(4), zeros(4)),
      'categoricalCrossEntropy: expected logits and targets [batch, k], got [4] and [4]',
    )
    says(
      () => sparseCategoricalCrossEntropy.loss('mean')(zeros(4, 3), literal([4, 1], [0, 1, 2, 0], 'i32')),
      'sparseCategoricalCrossEntropy: expected logits [batch, k] and classes [batch], got [4, 3] and [4, 1]',
    )
    says(
      () => sparseCategoricalCrossEntropy.loss('mean')(zeros(4, 3), literal([3], [0, 1, 2], 'i32')),
      'sparseCategoricalCrossEntropy: expected logits [batch, k] and classes [batch], got [4, 3] and [3]',
    )
    expect(() => sparseCategoricalCrossEntropy.loss('mean')(zeros(4, 3), zeros(4))).toThrow(DTypeError)
  })
  test('weights other than one for each example', () => {
    says(
      () => losses.meanSquaredError.loss('mean')(zeros(4, 2), zeros(4, 2), zeros(4, 1)),
      'meanSquaredError: expected weights [4], got [4, 1]',
    )
    says(
      () => losses.categoricalCrossEntropy.loss('sum')(zeros(4, 2), zeros(4, 2), zeros()),
      'categoricalCrossEntropy: expected weights [4], got []',
    )
    says(() => losses.huber.loss('none')(zeros(4), zeros(4), zeros(3)), 'huber: expected weights [4], got [3]')
  })
})
