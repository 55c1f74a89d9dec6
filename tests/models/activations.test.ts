/** Activation layers with options and with parameters: values, descriptions, training, errors. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { axis, type Batch, key, literal, ShapeError, type Tensor } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import { LayerSpecs } from '../../src/io/layerSpec.js'
import { activationSpecs, fromSpecs, infer, parameterCount, specsOf } from '../../src/models/index.js'
import { dense, elu, gelu, input, leakyRelu, type PRelu, prelu, swish } from '../../src/models/layers/index.js'
import { sum } from '../../src/ops/index.js'

const batch = axis('batch', 2)

test('prelu has one slope for each channel, which learns from what is below 0', () => {
  const model = pipe(input(3), prelu())
  const { params } = model.init(key(0))
  expectTypeOf(params).toEqualTypeOf<readonly [PRelu<3>]>()
  expect([...read(params[0].slope)]).toEqual([0.25, 0.25, 0.25])
  const x: Tensor<readonly [Batch, 3]> = literal([batch, 3], [-4, 2, 0, -2, -1, 8])
  const apply = (p: typeof params) => model.apply(p, [], x, infer)[0]
  expect([...read(apply(params))]).toEqual([-1, 2, 0, -0.5, -0.25, 8])
  expect([...read(grad((p: typeof params) => sum(apply(p)))(params)[0].slope)]).toEqual([-6, -1, 0])
})
test('prelu may share one slope', () => {
  const model = pipe(input([2, 3]), prelu({ slopes: 'one', initial: 0.5 }))
  expectTypeOf(model.init(key(0)).params).toEqualTypeOf<readonly [PRelu<1>]>()
  expect(parameterCount(model)).toBe(1)
})
test('options stand in the description, and come back from a file', () => {
  const model = pipe(
    input(4),
    leakyRelu({ slope: 0.2 }),
    elu(),
    swish({ beta: 2 }),
    gelu({ approximation: 'tanh' }),
    dense(2),
    prelu(),
  )
  const specs = specsOf(model)
  expect(specs.slice(1, 5)).toEqual([
    { layer: 'leakyRelu', slope: 0.2 },
    { layer: 'elu', alpha: 1 },
    { layer: 'swish', beta: 2 },
    { layer: 'gelu', approximation: 'tanh' },
  ])
  expect(LayerSpecs.decode(JSON.parse(JSON.stringify(specs)))).toEqual({ _tag: 'Right', right: specs })
  expect(specsOf(fromSpecs(specs))).toEqual(specs)
})
test('every activation layer has a description that a file may hold', () => {
  for (const spec of Object.values(activationSpecs)) expect(LayerSpecs.is([spec])).toBe(true)
})
describe('what does not make sense', () => {
  test.each([
    { layer: 'leakyRelu' },
    { layer: 'leakyRelu', slope: 'steep' },
    { layer: 'gelu', approximation: 'erf' },
    { layer: 'prelu', slopes: 'all', initial: 0.25 },
  ])('a file may not hold %j', (spec) => {
    expect(LayerSpecs.decode([spec])._tag).toBe('Left')
  })
  test('errors', () => {
    expect(() => prelu({ initial: Number.NaN })).toThrow(
      new RangeError('prelu: initial must be a finite number, got NaN'),
    )
    expect(() => pipe(input([]), prelu())).toThrow(ShapeError)
  })
})
