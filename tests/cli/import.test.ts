/** `fluxion import`: weights of another framework into a model file, with a report; written whole or not at all. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, expect, test } from 'vitest'
import { key, literal } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { encodeSafetensors, loadModel, type ModelFile, saveModel } from '../../src/io/index.js'
import { fromSpecs, infer } from '../../src/models/index.js'
import { type Ended, events, fluxion, folder } from './program.js'

const { cases } = JSON.parse(readFileSync(new URL('../references/imported.json', import.meta.url), 'utf8'))
const { layers, tensors, x, y } = cases.torchNamed
const at = folder()
const bytesOf = (all: Record<string, { shape: number[]; values: number[] }>): Uint8Array =>
  encodeSafetensors({
    tensors: Object.fromEntries(Object.entries(all).map(([name, t]) => [name, literal(t.shape, t.values)])),
    metadata: { format: 'pt' },
  })
const run = (...args: readonly string[]): Promise<Ended> => fluxion(at, ['import', ...args])
const model = (): Buffer => readFileSync(join(at, 'model.fluxion'))

beforeAll(async () => {
  const file: ModelFile = {
    task: 'multiclass',
    layers,
    preprocessing: { kind: 'images', shape: [5, 5, 2], classes: ['a', 'b', 'c'], mean: 0, deviation: 1 },
    ...fromSpecs(layers).init(key(0)),
    run: null,
  }
  expect(E.isRight(await saveModel(join(at, 'model.fluxion'))(file)())).toBe(true)
  writeFileSync(join(at, 'torch.safetensors'), bytesOf(tensors))
})

test('shows what matched, and the model then gives what PyTorch gave', async () => {
  const { out, err, code } = await run('torch.safetensors', '--into', 'model.fluxion', '--out', 'new.fluxion')
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out).toMatch(
    /params\/0\/weights +3×2×2×4 +conv1\.weight +4×2×3×2 +F32 +\[out, in, kh, kw\] → \[kh, kw, in, out\] +the only one that fits\n/,
  )
  expect(out).toMatch(/params\/4\/weights +36×3 +fc\.weight +3×36 +F32 +\[out, 6·2·3\] → \[2·3·6, out\] /)
  expect(out).toMatch(/state\/0\/variance +4 +bn1\.running_var /)
  expect(out).toContain('model: new.fluxion, 10 of 10 tensors imported')
  const made = await loadModel(join(at, 'new.fluxion'))()
  if (E.isLeft(made)) throw new Error(made.left.join('\n'))
  const { params, state, run: none } = made.right
  expect(none).toBe(null)
  const [logits] = fromSpecs(layers).apply(params, state, literal(x.shape, x.values), infer)
  const given: readonly number[] = [...read(logits)]
  given.forEach((v, i) => {
    expect(Math.abs(v - y.values[i])).toBeLessThan(1e-5 * (1 + Math.abs(y.values[i])))
  })
})

test('tensors that do not all match: the report, one line, nothing written; --partial takes what matches', async () => {
  const { 'fc.weight': _, 'fc.bias': __, ...trunk } = tensors
  const other = {
    ...trunk,
    'fc.weight': { shape: [7, 36], values: new Array(252).fill(0) },
    'aux.weight': { shape: [1], values: [1] },
  }
  writeFileSync(join(at, 'other.safetensors'), bytesOf(other))
  const before = model()
  const refused = await run('other.safetensors', '--into', 'model.fluxion')
  expect(refused.code).toBe(2)
  expect(refused.out).toContain('left over in the model, as it was: params/4/weights (36×3), params/4/bias (3)')
  expect(refused.out).toContain('left over in the file: aux.weight (1), fc.weight (7×36)')
  expect(refused.err).toBe(
    'fluxion: other.safetensors: tensors do not all match: 2 of the model not filled, 2 of the file left over; name them in --map, or take what matches with --partial\n',
  )
  expect(model().equals(before)).toBe(true)
  const partial = await run(
    'other.safetensors',
    '--into',
    'model.fluxion',
    '--partial',
    '--out',
    'part.fluxion',
    '--json',
  )
  const [report, done] = events(partial.out)
  expect(report).toMatchObject({
    event: 'import',
    layout: 'pytorch',
    unused: [{ name: 'aux.weight', shape: [1] }, { name: 'fc.weight' }],
  })
  expect(done).toEqual({ event: 'done', model: 'part.fluxion', imported: 8, of: 10 })
})

test('a map, into the model itself; whatever is wrong is one line', async () => {
  const map = { conv1: 'params/0', bn1: 'params/1', act: 'params/2', conv2: 'params/3', fc: 'params/4' }
  writeFileSync(join(at, 'map.json'), JSON.stringify(map))
  const { out, err } = await run(
    'torch.safetensors',
    '--into',
    'model.fluxion',
    '--map',
    'map.json',
    '--layout',
    'pytorch',
  )
  expect(err).toBe('')
  expect(out).toMatch(/params\/3\/weights .* by map\n/)
  expect(model().equals(readFileSync(join(at, 'new.fluxion')))).toBe(true)

  writeFileSync(join(at, 'bad.json'), '{"conv1": 3}')
  writeFileSync(join(at, 'worse.json'), '{"conv1":')
  writeFileSync(join(at, 'wrong.json'), '{"conv": "params/0", "fc": "params/9"}')
  writeFileSync(join(at, 'cut.safetensors'), bytesOf(tensors).subarray(0, 1000))
  const into = ['--into', 'model.fluxion', '--out', 'x.fluxion'] as const
  const faults = [
    [
      ['torch.safetensors', ...into, '--map', 'bad.json'],
      /^fluxion: bad\.json: at conv1 expected string or null but got 3; write /,
    ],
    [['torch.safetensors', ...into, '--map', 'worse.json'], /^fluxion: worse\.json: it is not JSON /],
    [
      ['torch.safetensors', ...into, '--map', 'none.json'],
      /^fluxion: none\.json: there is no such file; check the path\n$/,
    ],
    [['cut.safetensors', ...into], /^fluxion: cut\.safetensors: /],
    [['torch.safetensors', '--into', 'map.json'], /^fluxion: map\.json: this is not a safetensors file/],
    [['torch.safetensors', ...into, '--layout', 'jax'], /Allowed choices are pytorch, keras, fluxion/],
    [['torch.safetensors'], /required option '--into <model>' not specified/],
  ] as const
  for (const [args, line] of faults) {
    const ended = await run(...args)
    expect(ended.err).toMatch(line)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    expect(ended.code).toBe(2)
  }
  const two = await run('torch.safetensors', ...into, '--map', 'wrong.json')
  expect(two.err.trim().split('\n')).toEqual([
    'fluxion: wrong.json: "conv" is neither a tensor nor a module of the file; did you mean "conv1"?',
    'fluxion: wrong.json: "fc" is a module, and params/9 is no layer of the model; did you mean "params/0"?',
  ])
  expect(existsSync(join(at, 'x.fluxion'))).toBe(false)
})
