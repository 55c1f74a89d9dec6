/** Images for a model: their size is known before they are decoded, and a model answers alike however many are asked at once. */
import { encode } from 'fast-png'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import jpeg from 'jpeg-js'
import { describe, expect, test } from 'vitest'
import { key } from '../../src/core/index.js'
import { rawTable, showDataError } from '../../src/data/index.js'
import { type ModelFile, pictureIn, pictureSize, predictorOf } from '../../src/io/index.js'
import { specsOf } from '../../src/models/index.js'
import { dense, flatten, input, tanh } from '../../src/models/layers/index.js'

const png = (width: number, height: number, channels: number) =>
  encode({ width, height, channels, depth: 8, data: new Uint8Array(width * height * channels).fill(7) })
const jpg = (width: number, height: number) =>
  jpeg.encode({ width, height, data: new Uint8Array(width * height * 4).fill(100) }, 90).data
const line = (result: E.Either<Parameters<typeof showDataError>[0], unknown>): string =>
  E.isLeft(result) ? showDataError(result.left) : 'no problem'

describe('the size of a picture', () => {
  test('is read from its header', () => {
    expect(pictureSize(png(31, 7, 3))).toEqual({ width: 31, height: 7 })
    expect(pictureSize(jpg(300, 9))).toEqual({ width: 300, height: 9 })
    expect(pictureSize(png(31, 7, 3).subarray(0, 20))).toBe(undefined)
    expect(pictureSize(jpg(300, 9).subarray(0, 12))).toBe(undefined)
    expect(pictureSize(Uint8Array.of(1, 2, 3))).toBe(undefined)
  })
  test('that a model does not read is refused before a pixel is decoded', () => {
    const bomb = png(4, 4, 1)
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(16, 60_000) // its CRC is wrong now: decoding would say that
    expect(line(pictureIn([4, 4, 1])('a.png')(bomb))).toBe(
      'a.png: this model reads images of 4 × 4 × 1 bytes, got a picture of 4 × 60000 pixels; give it pictures of that size',
    )
    expect(line(pictureIn([4, 4])('a.jpg')(jpg(8, 4)))).toContain('got a picture of 4 × 8 pixels')
  })
})

describe('a picture for a model', () => {
  test('has the channels that it reads', () => {
    expect(pictureIn([2, 3, 3])('a')(png(3, 2, 1))).toEqual(E.right(new Uint8Array(18).fill(7)))
    expect(pictureIn([2, 3])('a')(png(3, 2, 3))).toEqual(E.right(new Uint8Array(6).fill(7)))
  })
  test('damage is one line', () => {
    expect(line(pictureIn([2, 3, 1])('a')(png(3, 2, 1).subarray(0, 40)))).toContain('a, byte 40: the file is cut off')
  })
})

const images = pipe(input([2, 2]), flatten, dense(5), tanh, dense(3))
const table = pipe(input(1), dense(4), tanh, dense(1))
const file = (model: typeof images | typeof table, more: Partial<ModelFile>): ModelFile =>
  ({ layers: specsOf(model as any), ...(model as typeof images).init(key(1)), run: null, ...more }) as ModelFile

describe('a predictor', () => {
  test('of images says of each what it says of it alone', () => {
    const classes = ['a', 'b', 'c']
    const preprocessing = { kind: 'images', shape: [2, 2], classes, mean: 0.5, deviation: 0.25 } as const
    const predictor = predictorOf(file(images, { task: 'multiclass', preprocessing }))
    if (predictor.kind !== 'images') throw new Error('no images')
    const bytes = Uint8Array.from({ length: 4 * 7 }, (_, i) => (i * 67) % 256)
    const together = predictor.predict(bytes)
    expect(together).toHaveLength(7)
    together.forEach(({ prediction, probabilities }, i) => {
      const [alone] = predictor.predict(bytes.subarray(4 * i, 4 * i + 4))
      expect(alone!.prediction).toBe(prediction)
      for (const name of classes) expect(alone!.probabilities![name]).toBeCloseTo(probabilities![name]!, 6)
      const top = Object.entries(probabilities!).toSorted((a, b) => b[1] - a[1])[0]![0]
      expect(prediction).toBe(top)
    })
    expect(new Set(together.map(({ prediction }) => prediction)).size).toBeGreaterThan(1)
    expect(predictor.predict(new Uint8Array(0))).toEqual([])
  })
  test('of numbers answers in the units of the target', () => {
    const scaling = { kind: 'standard', offset: 0, scale: 1 }
    const encoder = {
      task: 'regression',
      features: [{ kind: 'numeric', name: 'x', blank: null, scaling }],
      target: { kind: 'number', name: 'y', scaling: { kind: 'standard', offset: 100, scale: 10 } },
    } as never
    const predictor = predictorOf(file(table, { task: 'regression', preprocessing: { kind: 'table', encoder } }))
    if (predictor.kind !== 'table') throw new Error('no table')
    const ask = (...cells: readonly string[]) => predictor.predict(rawTable('t', [{ name: 'x', cells }]))
    const three = ask('1', '2', '-3')
    if (E.isLeft(three)) throw new Error(three.left.map(showDataError).join())
    expect(three.right).toHaveLength(3)
    for (const { prediction } of three.right) expect(prediction).toBeGreaterThan(50)
    expect(ask('1')).toEqual(E.right([three.right[0]]))
    expect(E.isLeft(ask('1', 'two'))).toBe(true)
  })
})
