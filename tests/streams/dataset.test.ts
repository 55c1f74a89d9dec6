/** What data sets refuse. */
import { describe, expect, test } from 'vitest'
import { ShapeError } from '../../src/core/errors.js'
import { literal, scalar } from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { add } from '../../src/ops/index.js'
import { examples, imagesOf, inOrder, rowsOf, subset } from '../../src/streams/index.js'

const four = rowsOf(literal([4, 2], [0, 1, 2, 3, 4, 5, 6, 7]))

describe('data sets', () => {
  test('rows in any order, also again; of expressions too', () => {
    expect([...read(four.batch([3, 0, 3]))]).toEqual([6, 7, 0, 1, 6, 7])
    expect([...read(rowsOf(add(literal([2, 1], [1, 2]), 1)).batch([1]))]).toEqual([3])
    expect(four.batch([]).shape).toEqual([0, 2])
  })
  test.each([4, -1, 0.5])('there is no row %d', (row) => {
    expect(() => four.batch([row])).toThrow(new RangeError(`rowsOf: there is no row ${row} among 4 rows`))
    expect(() => subset(four, [0, row])).toThrow(new RangeError(`subset: there is no row ${row} among 4 rows`))
    expect(() => imagesOf(new Uint8Array(4), [1]).batch([row])).toThrow(RangeError)
  })
  test('a subset has only its own rows', () => {
    const two = subset(four, [1, 2])
    expect([...read(two.batch([1, 0]))]).toEqual([4, 5, 2, 3])
    expect(() => two.batch([2])).toThrow(new RangeError('subset: there is no row 2 among 2 rows'))
  })
  test('as many inputs as targets', () => {
    expect(() => examples(four, rowsOf(literal([3], [1, 2, 3])))).toThrow(ShapeError)
    expect(() => rowsOf(scalar(1))).toThrow(ShapeError)
  })
  test('whole images, a deviation above 0', () => {
    expect(() => imagesOf(new Uint8Array(7), [2, 3])).toThrow('imagesOf: 7 bytes are not whole images of 6')
    expect(() => imagesOf(new Uint8Array(6), [2, 3], { deviation: 0 })).toThrow('deviation must be above 0')
    expect([...read(imagesOf(Uint8Array.of(0, 51, 255), [3]).batch([0]))]).toEqual([0, Math.fround(0.2), 1])
  })
  test('a mean and a deviation for each channel', () => {
    const images = imagesOf(Uint8Array.of(0, 51, 255, 0, 102, 255), [1, 2, 3], {
      mean: [0, 0.2, 1],
      deviation: [1, 2, 4],
    })
    expect([...read(images.batch([0]))]).toEqual([0, 0, 0, 0, Math.fround((0.4 - 0.2) / 2), 0])
    expect(() => imagesOf(new Uint8Array(6), [1, 2, 3], { mean: [0, 0] })).toThrow(
      'imagesOf: expected one mean for each of 3 channels, got 2',
    )
    expect(() => imagesOf(new Uint8Array(3), [1, 1, 3], { deviation: [1, 0, 1] })).toThrow('above 0, got 0')
  })
  test('inOrder makes each batch when it is asked for, and can be run through twice', () => {
    let made = 0
    const counted = { size: 5, batch: (rows: Iterable<number>) => [made++, ...rows] }
    const all = inOrder(counted, 2)
    expect(made).toBe(0)
    for (const batch of all) {
      expect(batch).toEqual([0, 0, 1])
      break
    }
    expect(made).toBe(1)
    expect([...all].map(([, ...rows]) => rows)).toEqual([[0, 1], [2, 3], [4]])
    expect(() => inOrder(counted, 0)).toThrow('inOrder: size must be a positive integer, got 0')
  })
})
