/** The idx format: bytes written by hand, and each way in which a file is damaged. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { parseIdx, showDataError } from '../../src/data/index.js'

const parse = (...bytes: readonly number[]) => parseIdx('digits.idx')(Uint8Array.from(bytes))
const line = (...bytes: readonly number[]): string => {
  const result = parse(...bytes)
  return E.isLeft(result) ? showDataError(result.left) : 'no error'
}

describe('parseIdx', () => {
  test('reads unsigned bytes', () => {
    const idx = parse(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255)
    expect(idx).toEqual(E.right({ dtype: 'ubyte', shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 255) }))
  })
  test('reads big-endian words and reals', () => {
    expect(parse(0, 0, 0x0b, 1, 0, 0, 0, 2, 0x01, 0x02, 0xff, 0xfe)).toEqual(
      E.right({ dtype: 'short', shape: [2], data: Int16Array.of(258, -2) }),
    )
    expect(parse(0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0)).toEqual(
      E.right({ dtype: 'float', shape: [1], data: Float32Array.of(1.5) }),
    )
  })
  test('reads a view into a larger buffer, and copies', () => {
    const bytes = Uint8Array.of(9, 9, 9, 0, 0, 8, 1, 0, 0, 0, 1, 7)
    const idx = parseIdx('digits.idx')(bytes.subarray(3))
    bytes[11] = 0
    expect(idx).toEqual(E.right({ dtype: 'ubyte', shape: [1], data: Uint8Array.of(7) }))
  })
  test('reads an empty array of many axes', () => {
    const sizes = Array.from({ length: 40 }, () => [255, 255, 255, 255]).flat()
    expect(E.isRight(parse(0, 0, 8, 41, ...sizes, 0, 0, 0, 0))).toBe(true)
    expect(E.isLeft(parse(0, 0, 8, 41, ...sizes, 0, 0, 0, 0, 1))).toBe(true)
  })
  test('names file, byte and problem of a damaged file', () => {
    expect(line()).toBe('digits.idx, byte 0: the file ends inside the 4 bytes of the header; get the file again')
    expect(line(0x1f, 0x8b, 8, 0)).toBe('digits.idx, byte 0: the file is compressed; unpack it with gunzip')
    expect(line(1, 0, 8, 1)).toBe(
      'digits.idx, byte 0: an idx file starts with two zero bytes; check that this is an idx file',
    )
    expect(line(0, 0, 7, 1)).toBe('digits.idx, byte 2: no idx type has the code 7; check that this is an idx file')
    expect(line(0, 0, 8, 2, 0, 0)).toBe(
      'digits.idx, byte 6: the file ends inside the sizes of its 2 axes; get the file again',
    )
    expect(line(0, 0, 8, 1, 0, 0, 0, 3, 1, 2)).toBe(
      'digits.idx, byte 10: the file is cut off: shape [3] needs 11 bytes, got 10; get the file again',
    )
    expect(line(0, 0, 8, 1, 0, 0, 0, 1, 1, 2)).toBe(
      'digits.idx, byte 9: bytes are left over: shape [1] needs 9 bytes, got 10; check that this is an idx file',
    )
  })
})
