/** Architectures: sizes worked by hand, their list of layers, and that every parameter takes part. */
import { describe, expect, test } from 'vitest'
import { axis, key, leaves, literal, normal } from '../../src/core/index.js'
import { read, readTree } from '../../src/engine/index.js'
import { grad } from '../../src/grad/index.js'
import {
  type ArchitectureName,
  architectures,
  fromSpecs,
  infer,
  parameterCount,
  specsOf,
} from '../../src/models/index.js'
import { square, sum } from '../../src/ops/index.js'

const options = { hidden: [6], activation: 'tanh', dropout: 0, width: 2 } as const

interface Case {
  readonly example: readonly number[]
  readonly outputs: number
  /** After `input`, without the batch axis. */
  readonly shapes: readonly (readonly number[])[]
  readonly parameters: number
  /** A shape that it cannot read. */
  readonly wrong?: readonly number[]
}
const thrice = (shape: readonly number[]): readonly (readonly number[])[] => [shape, shape, shape]
/** Total: an architecture without a case does not compile. */
const cases: { readonly [N in ArchitectureName]: readonly Case[] } = {
  perceptron: [
    // 5·6 + 6 and 6·3 + 3
    { example: [5], outputs: 3, shapes: [[6], [6], [3]], parameters: 57 },
    // flattened to 8: 8·6 + 6 and 6·1 + 1
    { example: [2, 4], outputs: 1, shapes: [[8], [6], [6], [1]], parameters: 61 },
  ],
  lenet: [
    {
      // 16 → 12 → 6 → 2 → 1: windows of 5 take 4 away, pooling halves
      example: [16, 18, 2],
      outputs: 4,
      shapes: [[12, 14, 16], [12, 14, 16], [6, 7, 16], [2, 3, 32], [2, 3, 32], [1, 1, 32], [32], [6], [6], [4]],
      // 5·5·2·16 + 16, 5·5·16·32 + 32, 32·6 + 6, 6·4 + 4
      parameters: 816 + 12_832 + 198 + 28,
      wrong: [16],
    },
    {
      // LeNet-5 reads 28 × 28 padded to 32; without the padding 28 → 24 → 12 → 8 → 4
      example: [28, 28, 1],
      outputs: 10,
      shapes: [[24, 24, 16], [24, 24, 16], [12, 12, 16], [8, 8, 32], [8, 8, 32], [4, 4, 32], [512], [6], [6], [10]],
      parameters: 416 + 12_832 + 3078 + 70,
      wrong: [15, 28, 1],
    },
  ],
  notes: [
    {
      // the second convolution takes every other place, batch norm and activation keep the size
      example: [4, 5, 2],
      outputs: 3,
      shapes: [...thrice([4, 5, 32]), ...thrice([2, 3, 64]), [1, 1, 64], [64], [6], [6], [3]],
      // 5·5·2·32 and 2·32, 5·5·32·64 and 2·64, 64·6 + 6, 6·3 + 3
      parameters: 1600 + 64 + 51_200 + 128 + 390 + 21,
      wrong: [2, 4, 3],
    },
  ],
  resnet: [
    {
      example: [8, 9, 1],
      outputs: 3,
      shapes: [
        ...thrice([8, 9, 2]),
        ...thrice([8, 9, 4]),
        [4, 4, 4],
        [4, 4, 4],
        ...thrice([4, 4, 8]),
        [2, 2, 8],
        ...thrice([2, 2, 16]),
        [1, 1, 16],
        [1, 1, 16],
        [16],
        [6],
        [6],
        [3],
      ],
      // 9·1·2 + 4, 9·2·4 + 8, twice 9·4·4 + 8, 9·4·8 + 16, 9·8·16 + 32, twice 9·16·16 + 32, 16·6 + 6, 6·3 + 3
      parameters: 22 + 80 + 304 + 304 + 1184 + 4672 + 102 + 21,
      wrong: [7, 8, 3],
    },
  ],
}

describe.each(Object.entries(architectures))('%s', (name, architecture) => {
  test.each(cases[name as ArchitectureName])('for examples of $example', (c) => {
    const model = architecture(options)(c.example, c.outputs)
    expect(model.layers.slice(1).map(({ out }) => out)).toEqual(c.shapes)
    expect(parameterCount(model)).toBe(c.parameters)
    const { params, state } = model.init(key(1))
    expect(leaves(params).reduce((n, t) => n + t.shape.reduce((a, b) => a * b, 1), 0)).toBe(c.parameters)

    const x = normal(key(2), [axis('batch', 2), ...c.example])
    const run = (m: typeof model) => m.apply(params, state, x, infer)[0]
    expect(run(model).shape).toEqual([2, c.outputs])
    // the list of layers is the whole model: a file holds nothing else
    expect(Array.from(read(run(fromSpecs(specsOf(model)))) as ArrayLike<number>)).toEqual(
      Array.from(read(run(model)) as ArrayLike<number>),
    )
    // no parameter is left out of the result
    const gradient = grad((p: any) => sum(square(model.apply(p, state, x, infer)[0])) as any)(params)
    for (const part of leaves(gradient))
      expect(Array.from(read(part) as ArrayLike<number>).some((v) => v !== 0)).toBe(true)
    if (c.wrong !== undefined)
      expect(() => architecture(options)(c.wrong!, c.outputs)).toThrow(/^(lenet|notes|resnet|conv2d|maxPool2d): /)
  })

  test('dropout stands behind each hidden activation, and only where it drops', () => {
    const named = (dropout: number) =>
      architecture({ hidden: [6, 5], activation: 'relu', dropout })([20, 20, 1], 2).layers.map(({ spec }) => spec.layer)
    const end = ['dense', 'relu', 'dropout', 'dense', 'relu', 'dropout', 'dense']
    expect(named(0.5).slice(-7)).toEqual(end)
    expect(named(0).slice(-5)).toEqual(end.filter((layer) => layer !== 'dropout'))
  })

  test('its numbers are those of its key', () => {
    const model = architecture(options)([20, 20, 1], 2)
    const numbers = (seed: number) => JSON.stringify(readTree(model.init(key(seed)).params))
    expect(numbers(1)).toBe(numbers(1))
    expect(numbers(1)).not.toBe(numbers(2))
  })
})

test('the activation that is asked for is between all layers', () => {
  const model = architectures.lenet({ ...options, activation: 'sigmoid' })([16, 16, 1], 3)
  expect(model.layers.filter(({ spec }) => spec.layer === 'sigmoid')).toHaveLength(3)
  const zero = literal([axis('batch', 1), 16, 16, 1], new Float32Array(256))
  const { params, state } = model.init(key(0))
  expect(model.apply(params, state, zero, infer)[0].shape).toEqual([1, 3])
})
