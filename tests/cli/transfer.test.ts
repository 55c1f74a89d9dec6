/** `fluxion images --classes … --transfer …`: a trunk that one run learned, with a head that another learns. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, expect, test } from 'vitest'
import { leaves } from '../../src/core/index.js'
import { readTree } from '../../src/engine/index.js'
import { loadModel, type ModelFile } from '../../src/io/index.js'
import { writeCifar10 } from './pictures.js'
import { customers, type Ended, fluxion, folder } from './program.js'

const [first, second] = ['airplane,automobile,bird,cat,deer', 'truck,dog,frog,horse,ship']
const at = folder()
const images = (classes: string, out: string, ...more: readonly string[]): Promise<Ended> =>
  fluxion(at, [
    ...['images', 'cifar10', '--from', 'bin', '--model', 'perceptron', '--hidden', '8,6', '--dropout', '0'],
    ...['--epochs', '2', '--decay', '1', '--classes', classes, '--out', out, ...more],
  ])
const opened = async (name: string): Promise<ModelFile> => {
  const file = await loadModel(join(at, name))()
  if (E.isLeft(file)) throw new Error(file.left.join('\n'))
  return file.right
}
const numbers = (tree: unknown): readonly number[] => readTree(leaves(tree)).flatMap((row) => [...row])
const refuses = ({ code, err }: Ended, line: RegExp): void => {
  expect(err).toMatch(line)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(2)
}

beforeAll(async () => {
  writeCifar10(join(at, 'bin'))
  expect((await images(first!, 'trunk.fluxion')).err).toBe('')
})

test('a frozen trunk with its scaling, and a new head that alone learns', async () => {
  const { err, out } = await images(second!, 'head.fluxion', '--transfer', 'trunk.fluxion')
  expect(err).toBe('')
  expect(out).toContain('26 training images of 32 × 32 pixels in colour, 5 classes')
  expect(out).toContain('begun with  trunk.fluxion, frozen but for its head')
  expect(out).toMatch(/dense 5 glorotUniform +batch, 5 +35\n/)
  const [trunk, head] = [await opened('trunk.fluxion'), await opened('head.fluxion')]
  expect(head.layers.map(({ layer }) => layer)).toEqual([
    ...trunk.layers.slice(0, -1).map(({ layer }) => layer),
    'freeze',
    'dense',
  ])
  expect(head.preprocessing).toEqual({ ...trunk.preprocessing, classes: second!.split(',') })
  expect(numbers(head.state)).toEqual(numbers(trunk.params.slice(0, -1)))
  expect(head.params).toHaveLength(1)

  // all of it learns on, a little: the classes are the same, so the head stays
  const tuned = ['--transfer', 'head.fluxion', '--trainable', 'all', '--rate', '0.0001']
  expect((await images(second!, 'tuned.fluxion', ...tuned)).err).toBe('')
  const after = await opened('tuned.fluxion')
  expect(after.layers.some(({ layer }) => layer === 'freeze')).toBe(false)
  const [before, now] = [numbers([trunk.params.slice(0, -1), head.params]), numbers(after.params)]
  expect(now.filter((v, i) => v !== before[i]).length).toBeGreaterThan(1000)
  expect(Math.max(...now.map((v, i) => Math.abs(v - before[i]!)))).toBeLessThan(0.001)

  // and with --keep, the head is what is behind that layer
  const short = await images(second!, 'short.fluxion', '--transfer', 'trunk.fluxion', '--keep', '4')
  expect(short.out).toMatch(/freeze +batch, 8 +0\ndense 5 glorotUniform +batch, 5 +45\n/)
})

test('a run begun with a trunk goes on without the trunk’s file', async () => {
  const begun = ['--transfer', 'other.fluxion', '--seed', '3']
  await images(first!, 'other.fluxion')
  await images(second!, 'long.fluxion', ...begun, '--epochs', '4')
  await images(second!, 'part.fluxion', ...begun)
  rmSync(join(at, 'other.fluxion'))
  const resumed = await fluxion(at, ['images', 'cifar10', '--from', 'bin', '--resume', 'part.fluxion', '--epochs', '4'])
  expect(resumed.err).toBe('')
  const [long, part] = [await opened('long.fluxion'), await opened('part.fluxion')]
  expect(numbers([part.params, part.state])).toEqual(numbers([long.params, long.state]))
  expect(part.run!.fit.history).toEqual(long.run!.fit.history)
})

test('what does not fit is one line', async () => {
  refuses(
    await images('airplane,hose', 'x.fluxion'),
    /^fluxion: --classes: there is no class 'hose'; did you mean 'horse'\?/,
  )
  refuses(await images('cat,cat', 'x.fluxion'), /--classes: expected two or more different classes, got cat,cat/)
  refuses(
    await images(second!, 'x.fluxion', '--transfer', 'none.fluxion'),
    /^fluxion: none\.fluxion: there is no such file/,
  )
  refuses(
    await images(second!, 'x.fluxion', '--transfer', 'trunk.fluxion', '--keep', '7'),
    /--keep must be a whole number from 1 to 6, got 7: trunk\.fluxion has 7 layers/,
  )
  writeFileSync(join(at, 'customers.csv'), customers(60))
  const table = [
    'train',
    'customers.csv',
    '--target',
    'left',
    '--drop',
    'id',
    '--epochs',
    '1',
    '--out',
    'table.fluxion',
  ]
  expect((await fluxion(at, table)).err).toBe('')
  refuses(
    await images(second!, 'x.fluxion', '--transfer', 'table.fluxion'),
    /table\.fluxion: this is a model of tables; name a file that fluxion images wrote/,
  )
})
