/** Weights of PyTorch and Keras by name: the imported network gives what theirs gave. */
import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { type AnyTensor, entries, key, literal } from '../../../src/core/index.js'
import { readTree, settle } from '../../../src/engine/index.js'
import { decodeSafetensors, encodeSafetensors } from '../../../src/io/safetensors.js'
import { type Imported, type ImportOptions, importWeights, isComplete } from '../../../src/io/weights/importWeights.js'
import { layouts, recipes } from '../../../src/io/weights/layouts.js'
import { fromSpecs, infer, inventory, type LayerSpec, layerRegistry, type Network } from '../../../src/models/index.js'

interface Numbers {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}
interface Case {
  readonly layers: readonly LayerSpec[]
  readonly tensors: Readonly<Record<string, Numbers>>
  readonly x: Numbers
  readonly y: Numbers
}
const { cases, versions } = JSON.parse(
  readFileSync(new URL('../../references/imported.json', import.meta.url), 'utf8'),
) as { readonly cases: Readonly<Record<string, Case>>; readonly versions: Readonly<Record<string, string>> }

const networkOf = (layers: readonly LayerSpec[], seed = 1): Network => ({
  layers,
  ...settle(fromSpecs(layers).init(key(seed))),
})
type Tensors = Readonly<Record<string, AnyTensor>>
/** As a file holds them, and back. */
const tensorsOf = (all: Case['tensors'], more: Tensors = {}): Tensors => {
  const own = Object.entries(all).map(([name, { shape, values }]) => [name, literal(shape, values)] as const)
  const file = encodeSafetensors({ tensors: { ...Object.fromEntries(own), ...more }, metadata: {} })
  const read = decodeSafetensors('weights')(file)
  if (E.isLeft(read)) throw new Error(read.left.what)
  return read.right.tensors
}
const imported = (name: string, options?: ImportOptions, change: (t: Tensors) => Tensors = (t) => t): Imported => {
  const { layers, tensors } = cases[name]!
  const result = importWeights(options)(change(tensorsOf(tensors)), networkOf(layers))
  if (E.isLeft(result)) throw new Error(result.left.join('\n'))
  return result.right
}
const answers = ({ layers, x }: Case, { params, state }: Imported): readonly number[] => {
  const dtype = layers[1]!.layer === 'embedding' ? 'i32' : 'f32'
  const [y] = fromSpecs(layers).apply(params, state, literal(x.shape, x.values, dtype as 'f32'), infer)
  return [...(readTree([y]) as any)[0]]
}
const near = (a: readonly number[], b: readonly number[]): void => {
  expect(a).toHaveLength(b.length)
  expect(Math.max(...a.map((v, i) => Math.abs(v - b[i]!) / (1 + Math.abs(b[i]!))))).toBeLessThan(1e-5)
}

describe(`the same answers as PyTorch ${versions.torch} and Keras ${versions.keras}`, () => {
  test.each(Object.keys(cases))('%s', (name) => {
    const result = imported(name)
    expect(isComplete(result.report)).toBe(true)
    expect(result.report.layout).toBe(name.startsWith('keras') ? 'keras' : 'pytorch')
    near(answers(cases[name]!, result), cases[name]!.y.values)
  })

  test('by a map: modules to layers, tensors to tensors, two biases added', () => {
    const modules = { conv1: 'params/0', bn1: 'params/1', act: 'params/2', conv2: 'params/3', fc: 'params/4' }
    const byModule = imported('torchNamed', { map: modules })
    expect(isComplete(byModule.report)).toBe(true)
    expect(byModule.report.matched.every(({ how }) => how.by === 'map')).toBe(true)
    near(answers(cases.torchNamed!, byModule), cases.torchNamed!.y.values)
    const lstm = {
      'lstm.weight_ih_l0': 'params/3/weights',
      'lstm.weight_hh_l0': 'params/3/recurrent',
      'lstm.bias_ih_l0': 'params/3/bias',
      'lstm.bias_hh_l0': 'params/3/bias',
    }
    const byTensor = imported('torchSequences', { map: lstm })
    expect(byTensor.report.matched.filter(({ how }) => how.by === 'map')).toHaveLength(3)
    near(answers(cases.torchSequences!, byTensor), cases.torchSequences!.y.values)
  })

  test('in double and half precision', () => {
    const wide = imported('torchNamed', {}, (tensors) =>
      Object.fromEntries(
        Object.entries(tensors).map(([name, t]) => [name, literal(t.shape, (readTree([t]) as any)[0], 'f64')]),
      ),
    )
    near(answers(cases.torchNamed!, wide), cases.torchNamed!.y.values)
    expect(entries(wide.params).every(([, { dtype }]) => dtype === 'f32')).toBe(true)
  })

  test('own paths, and behind freeze', () => {
    const { layers } = cases.torchNamed!
    const other = networkOf(layers, 5)
    const tensors = Object.fromEntries(entries({ params: other.params, state: other.state }))
    const result = importWeights()(tensors, networkOf(layers))
    expect(E.isRight(result) && [result.right.report.layout, isComplete(result.right.report)]).toEqual([
      'fluxion',
      true,
    ])
    expect(E.isRight(result) && readTree(result.right.params)).toEqual(readTree(other.params))
    const still = networkOf([...layers.slice(0, 4), { layer: 'freeze' }, ...layers.slice(4)])
    const frozen = importWeights()(tensorsOf(cases.torchNamed!.tensors), still)
    if (E.isLeft(frozen)) throw new Error()
    expect(frozen.right.report.matched.map(({ target }) => target)).toContain('state/0/state/0/mean')
    near(answers({ ...cases.torchNamed!, layers: still.layers }, frozen.right), cases.torchNamed!.y.values)
  })
})

describe('the report', () => {
  test('says what was left over on both sides, what does not fit, and what keeps its numbers', () => {
    const before = networkOf(cases.torchNamed!.layers)
    const { report, params } = imported('torchNamed', {}, ({ 'act.weight': _, 'fc.weight': fc, ...rest }) => ({
      ...rest,
      'fc.weight': literal([5, 36], new Array(180).fill(1)),
      'fc.bias': literal([5], new Array(5).fill(1)),
      'extra.weight': literal([2, 2, 2, 2], new Array(16).fill(1)),
      'bn1.num_batches_tracked': literal([], [9], 'i32'),
    }))
    expect(report.unfilled).toEqual([{ name: 'params/2/slope', shape: [4] }])
    expect(report.unused).toEqual([{ name: 'extra.weight', shape: [2, 2, 2, 2] }])
    expect(report.ignored).toEqual(['bn1.num_batches_tracked'])
    expect(report.misfits).toEqual([
      { target: 'params/4/weights', source: 'fc.weight', expected: '[3, 36]', got: '[5, 36]' },
      { target: 'params/4/bias', source: 'fc.bias', expected: '[3]', got: '[5]' },
    ])
    expect(isComplete(report)).toBe(false)
    expect(readTree([params[2], params[4]])).toEqual(readTree([before.params[2], before.params[4]]))
    expect(report.matched.find(({ target }) => target === 'params/0/weights')).toEqual({
      target: 'params/0/weights',
      shape: [3, 2, 2, 4],
      sources: ['conv1.weight'],
      sourceShape: [4, 2, 3, 2],
      turn: '[out, in, kh, kw] → [kh, kw, in, out]',
      how: { by: 'shape', among: 1 },
    })
    expect(report.matched.find(({ target }) => target === 'state/0/mean')!.sources).toEqual(['bn1.running_mean'])
  })

  test('of parts that fit alike the first in natural order is taken, and it says of how many', () => {
    const layers: readonly LayerSpec[] = [
      { layer: 'input', shape: [2] },
      ...[1, 2, 3].map((): LayerSpec => ({ layer: 'dense', units: 2, weights: 'heNormal' })),
    ]
    const tensors = Object.fromEntries(
      [10, 9, 2].flatMap((i) => [
        [`layers.${i}.weight`, literal([2, 2], [i, 0, 1, 0])],
        [`layers.${i}.bias`, literal([2], [i, i])],
      ]),
    )
    const result = importWeights()(tensors, networkOf(layers))
    if (E.isLeft(result)) throw new Error()
    const biases = result.right.report.matched.filter(({ target }) => target.endsWith('bias'))
    expect(biases.map(({ sources, how }) => [sources[0], how.by === 'shape' && how.among])).toEqual([
      ['layers.2.bias', 3],
      ['layers.9.bias', 2],
      ['layers.10.bias', 1],
    ])
    expect(readTree(result.right.params)[0].weights).toEqual(Float32Array.of(2, 1, 0, 0))
  })

  test('a part is left out by null, the rest by *', () => {
    const { report } = imported('torchNamed', { map: { fc: null } })
    expect(report.ignored).toEqual(['fc.bias', 'fc.weight'])
    expect(report.unfilled.map(({ name }) => name)).toEqual(['params/4/weights', 'params/4/bias'])
    const some = imported('torchNamed', { map: { 'conv2.weight': 'params/3/weights', '*': null } }).report
    expect(some.matched.map(({ target }) => target)).toEqual(['params/3/weights'])
    expect(some.unused).toEqual([])
  })

  const wrong: readonly (readonly [string, Readonly<Record<string, string | null>>, RegExp])[] = [
    [
      'no such module',
      { conv9: 'params/0' },
      /^the map: "conv9" is neither a tensor nor a module of the file; did you mean "conv\d"\?/,
    ],
    ['no such layer', { conv1: 'params/7' }, /"conv1" is a module, and params\/7 is no layer of the model/],
    [
      'no such tensor',
      { 'fc.bias': 'params/4/bia' },
      /"fc\.bias" is a tensor, and params\/4\/bia is none of the model; did you mean "params\/4\/bias"/,
    ],
    [
      'missing tensors',
      { conv2: 'params/1' },
      /"conv2" has no bias, running_mean, running_var, which params\/1 \(batchNorm\) needs/,
    ],
    [
      'two for one',
      { 'fc.bias': 'params/4/bias', 'conv1.bias': 'params/4/bias' },
      /"fc\.bias" and "conv1\.bias" are both for params\/4\/bias/,
    ],
    ['a star for something', { '*': 'params/0' }, /"\*" can only be null/],
  ]
  test.each(wrong)('a map with %s is one line', (_, map, line) => {
    const { layers, tensors } = cases.torchNamed!
    const result = importWeights({ map })(tensorsOf(tensors), networkOf(layers))
    expect(E.isLeft(result) && result.left).toHaveLength(1)
    expect(E.isLeft(result) && result.left[0]).toMatch(line)
  })
})

describe('every layer with tensors', () => {
  const all = Object.entries(layerRegistry).flatMap(([name, { examples }]) =>
    (examples as readonly { shape: readonly number[]; spec: any }[]).map(
      ({ shape, spec }, i) => [`${name} ${i}`, shape, spec] as const,
    ),
  )
  test.each(all)('%s: each tensor is one piece, with an origin in each layout', (_, shape, spec) => {
    const network = networkOf([{ layer: 'input', shape }, spec])
    const holders = inventory(network)
    const paths = holders.flatMap(({ pieces }) => Object.values(pieces).map(({ path }) => path))
    const own = entries({ params: network.params, state: network.state }).map(([path]) => path)
    expect(paths.toSorted()).toEqual(own.toSorted())
    for (const layout of layouts)
      if (layout !== 'fluxion')
        for (const holder of holders)
          for (const recipe of recipes(layout, holder))
            expect(Object.keys(recipe).toSorted()).toEqual(Object.keys(holder.pieces).toSorted())
  })
})
