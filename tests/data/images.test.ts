/** Parsers of images: bytes laid out by hand, and each way in which they are wrong. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import {
  channelMoments,
  classCounts,
  type DataError,
  encodeCifar10,
  type Images,
  joinImages,
  knownDatasets,
  parseCifar,
  parseIdxImages,
  parseLabels,
  parseSprites,
  parseTar,
  showDataError,
} from '../../src/data/index.js'

const line = (result: E.Either<DataError, unknown>): string =>
  E.isLeft(result) ? showDataError(result.left) : 'no error'
const classes = ['cat', 'dog']

describe('CIFAR', () => {
  const parse = parseCifar({ classes, labelBytes: 1 })('batch.bin')
  test('planes become pixels', () => {
    const record = new Uint8Array(3073)
    record[0] = 1
    record.set([10, 11], 1) // the first two red values
    record.set([20, 21], 1 + 1024)
    record.set([30, 31], 1 + 2048)
    record[3072] = 99 // the last blue value
    const images = parse(record)
    expect(E.isRight(images) && [...images.right.bytes.subarray(0, 6)]).toEqual([10, 20, 30, 11, 21, 31])
    expect(images).toMatchObject({ right: { size: 1, shape: [32, 32, 3], labels: Uint8Array.of(1) } })
    expect(E.isRight(images) && images.right.bytes[3071]).toBe(99)
    expect(E.isRight(images) && encodeCifar10(images.right)).toEqual(record)
  })
  test('the second label is the class in CIFAR-100', () => {
    const record = new Uint8Array(3074)
    record.set([7, 1])
    expect(parseCifar({ classes, labelBytes: 2 })('train.bin')(record)).toMatchObject({
      right: { labels: Uint8Array.of(1) },
    })
  })
  test('errors name file and byte', () => {
    expect(line(parse(new Uint8Array()))).toBe('batch.bin, byte 0: the file is empty; get the file again')
    expect(line(parse(new Uint8Array(4000)))).toBe(
      'batch.bin, byte 4000: the file ends inside image 1: 927 of the 3073 bytes of its record; get the file again',
    )
    const foreign = new Uint8Array(2 * 3073)
    foreign[3073] = 2
    expect(line(parse(foreign))).toBe(
      'batch.bin, byte 3073: label 2 of image 1 is none of the 2 classes; check that this is a file of this data set',
    )
    expect(line(parseCifar({ classes, labelBytes: 1, images: 3 })('batch.bin')(new Uint8Array(2 * 3073)))).toBe(
      'batch.bin, byte 6146: expected 3 images, got 2; get the file again',
    )
  })
})

describe('sprites', () => {
  const layout = { shape: [2, 2, 1], classes } as const
  test('a row of pixels is an image', () => {
    const sheet = { width: 4, height: 2, channels: 1, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) } as const
    expect(parseSprites(layout)('sheet.png')(sheet, [1, 0])).toEqual(
      E.right({ size: 2, shape: [2, 2, 1], bytes: sheet.bytes, labels: Uint8Array.of(1, 0), classes }),
    )
    expect(line(parseSprites(layout)('sheet.png')(sheet, [1]))).toBe(
      'sheet.png: expected 2 labels, one a row, got 1; take all files from one source',
    )
    expect(line(parseSprites(layout)('sheet.png')({ ...sheet, width: 8, height: 1 }, [1]))).toBe(
      'sheet.png: expected rows of 4 pixels with 1 channels, got 8 with 1; take all files from one source',
    )
  })
  test('labels are a list of classes in JSON', () => {
    const parse = (text: string) => parseLabels(2)('labels.json')(new TextEncoder().encode(text))
    expect(parse('[1, 0]')).toEqual(E.right([1, 0]))
    expect(line(parse('[1, 0'))).toBe('labels.json, byte 5: this is no JSON; get the file again')
    expect(line(parse('[1, x]'))).toBe('labels.json, byte 4: this is no JSON; get the file again')
    expect(line(parse('{"0": 1}'))).toBe('labels.json, byte 0: expected a list of numbers; get the file again')
    for (const label of ['2', '-1', '0.5'])
      expect(line(parse(`[1, ${label}]`))).toBe(
        `labels.json: label ${label} of image 1 is none of the 2 classes; get the file again`,
      )
  })
})

describe('pairs of idx files', () => {
  const idx = (shape: readonly number[], ...data: readonly number[]): Uint8Array =>
    Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, 0, n]), ...data)
  const parse = (images: Uint8Array, labels: Uint8Array) =>
    parseIdxImages(classes)({ source: 'images.idx', bytes: images }, { source: 'labels.idx', bytes: labels })
  test('are grey images and their classes', () => {
    expect(parse(idx([2, 1, 2], 1, 2, 3, 4), idx([2], 1, 0))).toEqual(
      E.right({ size: 2, shape: [1, 2, 1], bytes: Uint8Array.of(1, 2, 3, 4), labels: Uint8Array.of(1, 0), classes }),
    )
  })
  test('errors name file and byte', () => {
    expect(line(parse(idx([1, 1, 2], 1), idx([1], 0)))).toMatch(/^images\.idx, byte 17: the file is cut off/)
    expect(line(parse(idx([2], 1, 2), idx([2], 1, 0)))).toMatch(
      /^images\.idx, byte 2: expected ubyte of \[n, height, w/,
    )
    expect(line(parse(idx([0, 1, 2]), idx([0])))).toMatch(/^images\.idx, byte 4: it holds no images/)
    expect(line(parse(idx([2, 1, 1], 1, 2), idx([1], 1)))).toMatch(
      /^labels\.idx, byte 4: expected 2 labels for 2 images/,
    )
    expect(line(parse(idx([2, 1, 1], 1, 2), idx([2], 1, 2)))).toBe(
      'labels.idx, byte 9: label 2 of image 1 is none of the 2 classes; take the files of this data set',
    )
  })
})

describe('images', () => {
  const images = (labels: readonly number[], ...bytes: readonly number[]): Images => ({
    size: labels.length,
    shape: [1, 1, 3],
    bytes: Uint8Array.from(bytes),
    labels,
    classes,
  })
  test('join one after another', () => {
    const [a, b] = [images([1], 1, 2, 3), images([0, 1], 4, 5, 6, 7, 8, 9)]
    expect(joinImages([a, b])).toMatchObject({
      size: 3,
      bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
      labels: Int32Array.of(1, 0, 1),
    })
    expect(() => joinImages([a, { ...b, shape: [1, 3, 1] }])).toThrow(RangeError)
    expect(classCounts(joinImages([a, b]))).toEqual([1, 2])
  })
  test('have a mean and a deviation in each channel, of the rows asked for', () => {
    const all = images([0, 0, 0], 0, 51, 7, 255, 51, 9, 9, 9, 9)
    const { mean, deviation } = channelMoments(all, Int32Array.of(0, 1))
    expect(mean).toEqual([0.5, 0.2, 8 / 255])
    expect(deviation[0]).toBeCloseTo(0.5, 12)
    expect(deviation[1]).toBe(1) // all are equal
    expect(deviation[2]).toBeCloseTo(1 / 255, 12)
  })
})

test('known data sets have all their files, and as many classes as they should', () => {
  for (const { name, files, train, test: tests, classes: own } of Object.values(knownDatasets)) {
    expect(new Set(own).size).toBe(name === 'cifar100' ? 100 : 10)
    expect([...train, ...tests].sort()).toEqual(files.map((file) => file.name).sort())
    for (const { sha256 } of files) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  }
  const { classes: fine } = knownDatasets.cifar100
  expect([fine[0], fine[19], fine[99]]).toEqual(['apple', 'cattle', 'worm'])
  expect([...fine].sort()).toEqual(fine)
})

test('tar: a long name of pax, a prefix of POSIX, a folder passed over, and damage at its byte', () => {
  const header = (name: string, size: number, type: string, prefix = ''): Uint8Array => {
    const bytes = new Uint8Array(512)
    const put = (text: string, at: number): void => bytes.set(new TextEncoder().encode(text), at)
    put(name, 0)
    put(size.toString(8).padStart(11, '0'), 124)
    put(`        ${type}`, 148)
    put('ustar', 257)
    put(prefix, 345)
    put(
      bytes
        .reduce((a, b) => a + b, 0)
        .toString(8)
        .padStart(6, '0'),
      148,
    )
    bytes[154] = 0
    bytes[155] = 32
    return bytes
  }
  const body = (text: string): Uint8Array => {
    const bytes = new Uint8Array(512)
    bytes.set(new TextEncoder().encode(text))
    return bytes
  }
  const pax = '17 path=long/name\n'
  const archive = Buffer.concat([
    header('package/', 0, '5'),
    header('pax', pax.length, 'x'),
    body(pax),
    header('short', 2, '0'),
    body('ab'),
    header('file', 1, '0', 'deep/folder'),
    body('c'),
    new Uint8Array(1024),
  ])
  const parsed = parseTar('a.tar')(archive)
  expect(E.isRight(parsed) && parsed.right.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
    ['long/name', 'ab'],
    ['deep/folder/file', 'c'],
  ])
  const bent = Uint8Array.from(archive)
  bent[1536] = 0x7a
  expect(line(parseTar('a.tar')(bent))).toBe(
    'a.tar, byte 1536: this is no header of a tar archive; get the archive again',
  )
})
