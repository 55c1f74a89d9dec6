/** Pictures: every kind of PNG, JPEG, and damage that is told with its byte. */
import { crc32, deflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { type BitDepth, encode } from 'fast-png'
import * as E from 'fp-ts/lib/Either.js'
import jpeg from 'jpeg-js'
import { describe, expect, test } from 'vitest'
import { type Picture, showDataError } from '../../src/data/index.js'
import { decodePicture, withChannels } from '../../src/io/picture.js'

const decode = decodePicture('a.png')
const line = (bytes: Uint8Array): string => {
  const result = decode(bytes)
  return E.isLeft(result) ? showDataError(result.left) : 'no error'
}
const png = (width: number, height: number, channels: number, data: Uint8Array | Uint16Array, depth: BitDepth = 8) =>
  encode({ width, height, channels, depth, data })

/** A PNG chunk by chunk, for kinds that the encoder does not write. */
const chunk = (type: string, ...data: readonly number[]): Uint8Array => {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type, 'latin1'), Uint8Array.from(data), Buffer.alloc(4)])
  bytes.writeUInt32BE(data.length)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), 8 + data.length)
  return bytes
}
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const header = (width: number, height: number, depth: number, type: number): Uint8Array =>
  chunk('IHDR', 0, 0, 0, width, 0, 0, 0, height, depth, type, 0, 0, 0)
const rows = (...bytes: readonly number[]): Uint8Array => chunk('IDAT', ...deflateSync(Uint8Array.from(bytes)))
const whole = (...chunks: readonly Uint8Array[]): Uint8Array => Buffer.concat([signature, ...chunks, chunk('IEND')])

const picture = (width: number, height: number, channels: 1 | 3, ...bytes: readonly number[]) =>
  E.right({ width, height, channels, bytes: Uint8Array.from(bytes) })

describe('PNG', () => {
  test('grey and colours', () => {
    expect(decode(png(2, 1, 1, Uint8Array.of(3, 250)))).toEqual(picture(2, 1, 1, 3, 250))
    expect(decode(png(1, 2, 3, Uint8Array.of(1, 2, 3, 4, 5, 6)))).toEqual(picture(1, 2, 3, 1, 2, 3, 4, 5, 6))
  })
  test('opacity is left out', () => {
    expect(decode(png(2, 1, 2, Uint8Array.of(3, 0, 250, 255)))).toEqual(picture(2, 1, 1, 3, 250))
    expect(decode(png(1, 1, 4, Uint8Array.of(1, 2, 3, 77)))).toEqual(picture(1, 1, 3, 1, 2, 3))
  })
  test('16 bits become 8, nearest', () => {
    expect(decode(png(3, 1, 1, Uint16Array.of(65535, 257 * 7, 257 * 7 + 129), 16))).toEqual(picture(3, 1, 1, 255, 7, 8))
  })
  test('1, 2 and 4 bits fill the range', () => {
    expect(decode(whole(header(3, 2, 1, 0), rows(0, 0b10100000, 0, 0b01000000)))).toEqual(
      picture(3, 2, 1, 255, 0, 255, 0, 255, 0),
    )
    expect(decode(whole(header(4, 1, 2, 0), rows(0, 0b00011011)))).toEqual(picture(4, 1, 1, 0, 85, 170, 255))
    expect(decode(whole(header(2, 1, 4, 0), rows(0, 0x1f)))).toEqual(picture(2, 1, 1, 17, 255))
  })
  test('palettes are colours', () => {
    const colours = chunk('PLTE', 9, 8, 7, 1, 2, 3)
    expect(decode(whole(header(2, 1, 8, 3), colours, rows(0, 1, 0)))).toEqual(picture(2, 1, 3, 1, 2, 3, 9, 8, 7))
    expect(decode(whole(header(2, 1, 8, 3), colours, chunk('tRNS', 5), rows(0, 1, 0)))).toEqual(
      picture(2, 1, 3, 1, 2, 3, 9, 8, 7),
    )
  })
  test('a view into a larger buffer', () => {
    const bytes = png(2, 1, 1, Uint8Array.of(3, 250))
    const larger = new Uint8Array(bytes.length + 5)
    larger.set(bytes, 3)
    expect(decode(larger.subarray(3, 3 + bytes.length))).toEqual(picture(2, 1, 1, 3, 250))
  })
  test('cut off anywhere, an error at the byte where the file ends', () => {
    const bytes = png(3, 2, 3, new Uint8Array(18).fill(9))
    for (let cut = 0; cut < bytes.length; cut++) {
      const result = decode(bytes.subarray(0, cut))
      expect(E.isLeft(result) && result.left.where).toEqual({ source: 'a.png', byte: cut < 8 ? 0 : cut })
    }
  })
  test('any byte changed, an error that names file and byte', () => {
    const bytes = png(
      3,
      2,
      3,
      Uint8Array.from({ length: 18 }, (_, i) => i * 14),
    )
    for (let i = 0; i < bytes.length; i++) {
      const bent = Uint8Array.from(bytes)
      bent[i]! ^= 0x11
      const result = decode(bent)
      expect(E.isLeft(result) && result.left.where).toMatchObject({ source: 'a.png', byte: expect.any(Number) })
    }
    const bent = Uint8Array.from(bytes)
    bent[45]! ^= 1
    expect(line(bent)).toBe('a.png, byte 33: the chunk "IDAT" is damaged (its CRC differs); get the file again')
  })
  test('a size that the file cannot hold takes no memory', () => {
    const huge = whole(chunk('IHDR', 0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 8, 2, 0, 0, 0), rows(0))
    expect(line(huge)).toMatch(/^a\.png, byte 16: a file of \d+ bytes cannot hold 2147483647 × 2147483647 pixels/)
  })
  test('fewer pixels than the header says', () => {
    expect(line(whole(header(4, 4, 8, 0), rows(0, 1, 2, 3, 4)))).toMatch(/^a\.png, byte \d+: .*; get the file again$/)
  })
})

describe('JPEG', () => {
  const rgba = (...pixels: readonly (readonly [number, number, number])[]): Uint8Array =>
    Uint8Array.from(pixels.flatMap((pixel) => [...pixel, 255]))
  const red = Array.from({ length: 64 }, () => [200, 30, 60] as const)
  const bytes = jpeg.encode({ width: 8, height: 8, data: rgba(...red) }, 95).data
  test('colours, nearly', () => {
    const result = decode(bytes)
    expect(result).toMatchObject({ right: { width: 8, height: 8, channels: 3 } })
    const { bytes: pixels } = (result as E.Right<Picture>).right
    expect(pixels).toHaveLength(192)
    for (const [i, x] of pixels.entries()) expect(Math.abs(x - red[0]![i % 3]!)).toBeLessThan(5)
  })
  test('cut off anywhere, an error at the byte where the file ends', () => {
    for (let cut = 2; cut < bytes.length; cut++) {
      const result = decode(bytes.subarray(0, cut))
      expect(E.isLeft(result) && result.left.where).toEqual({ source: 'a.png', byte: cut })
    }
    expect(line(bytes.subarray(0, 300))).toBe('a.png, byte 300: the file is cut off; get the file again')
  })
})

test('any bytes give a value, never a throw', () => {
  const heads = [
    [],
    [...signature],
    [...signature, ...header(2, 2, 8, 2)],
    [0xff, 0xd8],
    [...jpeg.encode({ width: 8, height: 8, data: new Uint8Array(256) }, 50).data].slice(0, 600),
  ]
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), fc.boolean(), (head, bytes, ended) => {
      const result = decode(Uint8Array.of(...head, ...bytes, ...(ended ? [0xff, 0xd9] : [])))
      return E.isRight(result) || result.left.where.source === 'a.png'
    }),
  )
})

test('grey becomes colours by repeating, colours become grey by their brightness', () => {
  const grey: Picture = { width: 2, height: 1, channels: 1, bytes: Uint8Array.of(7, 200) }
  expect(withChannels(3)(grey).bytes).toEqual(Uint8Array.of(7, 7, 7, 200, 200, 200))
  expect(withChannels(1)(withChannels(3)(grey))).toEqual(grey)
  const colours: Picture = { width: 1, height: 1, channels: 3, bytes: Uint8Array.of(100, 0, 0) }
  expect(withChannels(1)(colours).bytes).toEqual(Uint8Array.of(30))
})
