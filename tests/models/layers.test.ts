/** Layers: numbers worked by hand, activations against PyTorch 2.13, first parameters. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { axis, type Batch, key, literal, type Tensor } from '../../src/core/index.js'
import { read, settle } from '../../src/engine/index.js'
import { activations, fromSpecs, infer, specsOf } from '../../src/models/index.js'
import { dense, dropout, flatten, input, relu } from '../../src/models/layers/index.js'

const batch = axis('batch', 2)
type Rows<N extends number> = Tensor<readonly [Batch, N]>

describe('layers', () => {
  test('dense is x·W + b', () => {
    const model = pipe(input(2), dense(3))
    const params = [{ weights: literal([2, 3], [1, 2, 3, 4, 5, 6]), bias: literal([3], [0.5, 0, -1]) }] as const
    const x: Rows<2> = literal([batch, 2], [1, -1, 0.5, 2])
    const [y] = model.apply(params, [], x, infer)
    // [1 - 4, 2 - 5, 3 - 6] + b and [0.5 + 8, 1 + 10, 1.5 + 12] + b
    expect([...read(y)]).toEqual([-2.5, -3, -4, 9, 11, 12.5])
  })

  test('flatten keeps the row-major order', () => {
    const model = pipe(input([2, 3]), flatten)
    const x: Tensor<readonly [Batch, 2, 3]> = literal([batch, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    const [y] = model.apply([], [], x, infer)
    expect(y.shape).toEqual([2, 6])
    expect([...read(y)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })

  const known = {
    relu: [0, 0.5, 0, 3],
    sigmoid: [0.119202922, 0.6224593312, 0.5, 0.9525741268],
    tanh: [-0.9640275801, 0.4621171573, 0, 0.9950547537],
    softplus: [0.126928011, 0.9740769842, Math.LN2, 3.048587352],
    softmax: [0.07585818002, 0.92414182, 0.04742587318, 0.9525741268],
    logSoftmax: [-2.578889734, -0.07888973429, -3.048587352, -0.04858735157],
  }
  for (const [name, expected] of Object.entries(known))
    test(`${name} is PyTorch's`, () => {
      const model = activations[name as keyof typeof known](input(2))
      const [y] = model.apply([], [], literal([batch, 2], [-2, 0.5, 0, 3]), infer)
      expected.forEach((v, i) => {
        expect(read(y)[i]).toBeCloseTo(v, 6)
      })
    })

  test('dense starts with biases of zero and, in two layers of one size, with different weights', () => {
    const model = pipe(input(3), dense(3), dense(3))
    const [first, second] = model.init(key(0)).params
    expect([...read(first.bias), ...read(second.bias)]).toEqual([0, 0, 0, 0, 0, 0])
    expect([...read(first.weights)]).not.toEqual([...read(second.weights)])
  })

  test('dense takes its initial values by name', () => {
    const [{ weights }] = pipe(input(3), dense(2, { weights: 'zeros' })).init(key(0)).params
    expect([...read(weights)]).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('a model comes back from its description and runs on the same parameters', () => {
    const model = pipe(input([2, 2]), flatten, dense(5), relu, dropout(0.25), dense(1, { weights: 'glorotNormal' }))
    expect(specsOf(model)).toEqual([
      { layer: 'input', shape: [2, 2] },
      { layer: 'flatten' },
      { layer: 'dense', units: 5, weights: 'heNormal' },
      { layer: 'relu' },
      { layer: 'dropout', rate: 0.25 },
      { layer: 'dense', units: 1, weights: 'glorotNormal' },
    ])
    const again = fromSpecs(specsOf(model))
    const { params, state } = settle(model.init(key(7)))
    expect(settle(again.init(key(7)))).toEqual({ params, state })
    const x = literal([batch, 2, 2], [1, 2, 3, 4, -1, -2, -3, -4])
    expect(read(again.apply(params, state, x, infer)[0])).toEqual(read(model.apply(params, state, x as any, infer)[0]))
  })
})
