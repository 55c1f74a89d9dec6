/** Explanations against PyTorch's numbers, through an engine, and what they refuse. */
import { readFileSync } from 'node:fs'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { key, literal } from '../../src/core/index.js'
import { compile, read, settle } from '../../src/engine/index.js'
import { gaussLegendre } from '../../src/models/explain/quadrature.js'
import {
  architectures,
  continueFrom,
  evidence,
  gradCam,
  integratedGradients,
  layerOutput,
  occlusion,
  saliency,
} from '../../src/models/index.js'
import { conv2d, dense, flatten, input, tanh } from '../../src/models/layers/index.js'

const reference = JSON.parse(readFileSync(new URL('../references/explain.json', import.meta.url), 'utf8'))
const agree = (got: ArrayLike<number>, expected: readonly number[]): void => {
  expect(got.length).toBe(expected.length)
  for (const [i, e] of expected.entries()) expect(Math.abs(got[i]! - e)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(e)))
}

const model: any = pipe(input([4, 3, 2]), conv2d(3, 2), tanh, flatten, dense(2))
const shapes = [[2, 2, 2, 3], [3], [18, 2], [2]]
const [weights, bias, headWeights, headBias] = shapes.map((shape, i) => literal(shape, reference.params[i], 'f64'))
const snapshot: any = {
  params: [
    { weights, bias },
    { weights: headWeights, bias: headBias },
  ],
  state: [],
}
const x: any = literal([2, 4, 3, 2], reference.x, 'f64')
const f = evidence(model, 1)(snapshot) as any

describe("PyTorch's numbers", () => {
  test('evidence', () => agree(read(f(x)), reference.evidence))
  test('saliency', () => agree(read(saliency(f)(x) as any), reference.saliency))
  test('integratedGradients', () => {
    const { values, ...options } = reference.integratedGradients
    agree(read((integratedGradients(options)(f)(x) as any).attributions), values)
  })
  test('gradCam', () => agree(read(gradCam(model, { of: 1 })(snapshot, x)), reference.gradCam))
  test('occlusion', () => {
    const { values, ...options } = reference.occlusion
    agree(read(occlusion(options)(f)(x)), values)
  })
  test.each(Object.entries<any>(reference.leggauss))("numpy's nodes and weights, %s of them", (n, [at, by]) => {
    const { nodes, weights: found } = gaussLegendre(Number(n))
    for (const [got, expected] of [
      [nodes, at],
      [found, by],
    ])
      for (const [i, e] of expected.entries()) expect(Math.abs(got[i] - e)).toBeLessThan(1e-14)
  })
})

test('each method of a convolutional network, compiled, says what it says when read', () => {
  const lenet: any = architectures.lenet({ hidden: [8], activation: 'relu', dropout: 0.2 })([16, 16, 1], 3)
  const start: any = settle(lenet.init(key(1)))
  const image: any = literal(
    [2, 16, 16, 1],
    Array.from({ length: 512 }, (_, i) => Math.sin(i / 7)),
  )
  const methods: readonly ((s: any, a: any) => any)[] = [
    (s, a) => saliency(evidence(lenet, 2)(s) as any)(a),
    (s, a) => integratedGradients({ steps: 4 })(evidence(lenet, 2)(s) as any)(a),
    (s, a) => gradCam(lenet, { of: 2, layer: 1 })(s, a),
    (s, a) => occlusion({ patch: 4 })(evidence(lenet, 2)(s) as any)(a),
  ]
  for (const method of methods) {
    const run = compile(([s, a]: readonly [any, any]) => method(s, a))
    const [got, expected] = [run([start, image]), settle(method(start, image))]
    const [a, b] = [got, expected].map((t) => [...read(t.attributions ?? t)])
    expect(a!.some((v) => v !== 0)).toBe(true)
    a!.forEach((v, i) => {
      expect(Math.abs(v - b![i]!)).toBeLessThan(1e-5)
    })
  }
})

describe('what cannot be explained is refused in one line', () => {
  const rows: any = pipe(input(3), dense(2))
  test.each<readonly [string, () => unknown]>([
    ['evidence: there is no output 2 among 2', () => evidence(rows, 2)],
    [
      'evidence: expected a model that gives rows [batch, n], got [3, 2, 3]',
      () => evidence(pipe(input([4, 3, 2]), conv2d(3, 2)) as any),
    ],
    ['layerOutput: there is no layer 2 among 2 layers', () => layerOutput(rows, 2)],
    ['continueFrom: there is no layer 0.5 among 2 layers', () => continueFrom(rows, 0.5)],
    ['gradCam: no layer of this model gives images [height, width, channels]', () => gradCam(rows)],
    [
      'gradCam: expected a layer that gives images [height, width, channels], got [18]',
      () => gradCam(model, { layer: 3 }),
    ],
    [
      'saliency: expected inputs in f32 or f64, got i32; use cast',
      () => saliency(f)(literal([1, 2], [1, 2], 'i32') as any),
    ],
    ['occlusion: the stride must be at most the patch 2×2, got 2×3', () => occlusion({ patch: 2, stride: [2, 3] })],
    [
      'occlusion: expected images [batch, h, w, c] of at least 5×1 pixels, got [2, 4, 3, 2]',
      () => occlusion({ patch: [5, 1] })(f)(x),
    ],
    ['gaussLegendre: nodes must be a positive integer, got 0', () => integratedGradients({ steps: 0 })],
  ])('%s', (message, refused) => {
    expect(refused).toThrow(message)
  })
})
