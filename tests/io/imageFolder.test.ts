/** Folders of pictures: order, parts, grey or colours, and each fault. Scaling of images in model files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encode } from 'fast-png'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, test } from 'vitest'
import { key } from '../../src/core/index.js'
import { showDataError } from '../../src/data/index.js'
import { cacheFolder } from '../../src/io/cache.js'
import { checkFile } from '../../src/io/imageFiles.js'
import { readImageFolder } from '../../src/io/imageFolder.js'
import { decodeModel, encodeModel, type Preprocessing } from '../../src/io/modelFile.js'
import { architectures, specsOf } from '../../src/models/index.js'

const root = mkdtempSync(join(tmpdir(), 'fluxion-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
/** A folder with pictures of one pixel each: one number is grey, three are a colour, more are a row of grey ones. */
const withPictures = (pictures: Readonly<Record<string, readonly number[]>>): string => {
  const at = join(root, String(folders++))
  for (const [path, data] of Object.entries(pictures)) {
    mkdirSync(join(at, dirname(path)), { recursive: true })
    const channels = data.length === 3 ? 3 : 1
    const png = encode({ width: data.length / channels, height: 1, channels, depth: 8, data: Uint8Array.from(data) })
    writeFileSync(join(at, path), png)
  }
  mkdirSync(at, { recursive: true })
  return at
}
const line = async (folder: string): Promise<string> => {
  const result = await readImageFolder(folder)()
  return E.isLeft(result) ? showDataError(result.left) : 'no error'
}

describe('readImageFolder', () => {
  test('classes and pictures are sorted by name; other files are passed over', async () => {
    const at = withPictures({
      'b/2.png': [20],
      'b/10.PNG': [10],
      'a/x.png': [30],
      '.hidden/y.png': [1],
      'top.png': [2],
    })
    writeFileSync(join(at, 'a/notes.txt'), 'none')
    expect(await readImageFolder(at)()).toMatchObject({
      right: {
        test: null,
        train: {
          size: 3,
          shape: [1, 1, 1],
          classes: ['a', 'b'],
          bytes: Uint8Array.of(30, 10, 20),
          labels: Int32Array.of(0, 1, 1),
        },
      },
    })
  })
  test('train and test are parts; one picture in colour makes all of them so', async () => {
    const at = withPictures({ 'train/a/1.png': [7], 'train/b/1.png': [9], 'test/b/1.png': [1, 2, 3] })
    expect(await readImageFolder(at)()).toMatchObject({
      right: {
        train: { shape: [1, 1, 3], bytes: Uint8Array.of(7, 7, 7, 9, 9, 9) },
        test: { size: 1, bytes: Uint8Array.of(1, 2, 3), labels: Int32Array.of(1), classes: ['a', 'b'] },
      },
    })
  })
  test('the digest depends on pictures and classes of the training alone', async () => {
    const digest = async (pictures: Parameters<typeof withPictures>[0]) =>
      ((await readImageFolder(withPictures(pictures))()) as any).right.digest
    const first = await digest({ 'train/a/1.png': [7], 'train/b/1.png': [9], 'test/b/1.png': [1] })
    expect(await digest({ 'train/a/1.png': [7], 'train/b/1.png': [9], 'test/a/1.png': [4] })).toBe(first)
    expect(await digest({ 'train/a/1.png': [8], 'train/b/1.png': [9], 'test/b/1.png': [1] })).not.toBe(first)
    expect(await digest({ 'train/a/1.png': [7], 'train/c/1.png': [9], 'test/a/1.png': [1] })).not.toBe(first)
  })
  test('each fault is one line that names the file', async () => {
    expect(await line(join(root, 'none'))).toMatch(/none: there is no such file; check the path$/)
    expect(await line(withPictures({}))).toMatch(/: there are no PNG or JPEG files in folders named by class; lay them/)
    expect(await line(withPictures({ 'a/1.png': [1], 'a/2.png': [2] }))).toMatch(/: there is only one class, "a"; add/)
    expect(await line(withPictures({ 'a/1.png': [1], 'b/2.png': [2, 3] }))).toMatch(
      /b\/2\.png: it is 2 × 1 pixels, the first picture is 1 × 1; bring all pictures to one size$/,
    )
    expect(await line(withPictures({ 'train/a/1.png': [1], 'train/b/1.png': [1], 'test/c/1.png': [1] }))).toMatch(
      /test\/c\/1\.png: no picture for training is of the class "c"; add some$/,
    )
    const at = withPictures({ 'a/1.png': [1], 'b/2.png': [2] })
    writeFileSync(join(at, 'b/3.png'), 'text')
    expect(await line(at)).toMatch(/b\/3\.png, byte 0: this is neither PNG nor JPEG; take it out, or convert it$/)
  })
})

test('images in a model file are scaled by one number, as older files have it, or by one for each channel', () => {
  const layers = specsOf(architectures.perceptron({ hidden: [], activation: 'relu', dropout: 0 })([1, 2, 3], 2))
  const model = architectures.perceptron({ hidden: [], activation: 'relu', dropout: 0 })([1, 2, 3], 2)
  const decoded = (mean: number | readonly number[], deviation: number | readonly number[]) => {
    const preprocessing: Preprocessing = { kind: 'images', shape: [1, 2, 3], classes: ['a', 'b'], mean, deviation }
    const file = { task: 'multiclass', layers, preprocessing, ...model.init(key(1)), run: null } as const
    return decodeModel('m.fluxion')(encodeModel(file))
  }
  expect(decoded(0.5, 0.25)).toMatchObject({ right: { preprocessing: { mean: 0.5, deviation: 0.25 } } })
  expect(decoded([0, 0.1, 0.2], [1, 2, 3])).toMatchObject({ right: { preprocessing: { deviation: [1, 2, 3] } } })
  for (const wrong of [decoded([0, 0.1], 1), decoded(0, [1, 2, 3, 4]), decoded(0, [1, 0, 1]), decoded(0, -1)])
    expect(wrong).toMatchObject({
      left: { what: 'the model is damaged: its scaling does not fit its channels' },
    })
})

test('a known file is known by its size and its SHA-256', () => {
  const sum = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' // of "abc", FIPS 180-2
  const check = (text: string, sha256: string | null = sum) =>
    checkFile({ name: 'f', bytes: 3, sha256 }, 'in/f')(new TextEncoder().encode(text))
  expect(E.isRight(check('abc'))).toBe(true)
  expect(check('abd')).toMatchObject({
    left: { where: { source: 'in/f' }, what: expect.stringMatching(/^it is not the known file: its SHA/) },
  })
  expect(check('ab')).toMatchObject({ left: { where: { byte: 2 } } })
  expect(E.isRight(check('abd', null))).toBe(true)
})

test('the cache is where the variables say, else below the home folder', () => {
  expect(cacheFolder({ FLUXION_CACHE: '/own', XDG_CACHE_HOME: '/xdg' })).toBe('/own')
  expect(cacheFolder({ FLUXION_CACHE: '', XDG_CACHE_HOME: '/xdg' })).toBe(join('/xdg', 'fluxion'))
  expect(cacheFolder({})).toMatch(/[\\/]\.cache[\\/]fluxion$/)
})
