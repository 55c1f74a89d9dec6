/** Contact sheets: every pixel of every picture is found again; letters, colours, PNG files. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import type { Picture } from '../../src/data/index.js'
import { dotsOfText, letterSize, lettersOf } from '../../src/io/font.js'
import { contactSheet, decodePicture, encodePng, type Rectangle, type Tile } from '../../src/io/index.js'
import { withChannels } from '../../src/io/picture.js'

const pictures: fc.Arbitrary<Picture> = fc
  .record({
    width: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 4 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain((size) => {
    const length = size.width * size.height * size.channels
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => ({ ...size, bytes }))
  })
const tiles: fc.Arbitrary<readonly Tile[]> = fc.array(
  fc.record({
    picture: pictures,
    caption: fc.array(fc.record({ text: fc.string({ maxLength: 30 }) }), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 7 },
)
const options = fc.record({
  columns: fc.integer({ min: 1, max: 4 }),
  scale: fc.integer({ min: 1, max: 9 }),
  title: fc.constantFrom('', 'mistakes', 'a title of many words that takes several lines'),
})
const pixel = ({ bytes, width, channels }: Picture, x: number, y: number): readonly number[] =>
  Array.from(bytes.subarray(channels * (y * width + x), channels * (y * width + x) + channels))
const apart = (a: Rectangle, b: Rectangle): boolean =>
  a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top

describe('a contact sheet', () => {
  test('each pixel of each picture is found at every pixel of its square, wherever titles and captions are', () => {
    fc.assert(
      fc.property(tiles, options, (all, how) => {
        const { picture: sheet, places } = contactSheet(all, how)
        return all.every(({ picture }, i) => {
          const { left, top, width, height } = places[i]!
          const inColour = withChannels(3)(picture)
          if (width !== picture.width * how.scale || height !== picture.height * how.scale) return false
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++) {
              const own = pixel(inColour, Math.floor(x / how.scale), Math.floor(y / how.scale))
              if (`${pixel(sheet, left + x, top + y)}` !== `${own}`) return false
            }
          return true
        })
      }),
      { numRuns: 40, seed: 0 },
    )
  })
  test('places are in order, inside, and do not overlap; beside them is the ground, and letters', () => {
    fc.assert(
      fc.property(tiles, options, (all, how) => {
        const { picture: sheet, places } = contactSheet(all, how)
        const inside = places.every(
          ({ left, top, width, height }) =>
            left > 0 && top > 0 && left + width < sheet.width && top + height < sheet.height,
        )
        const rows = places.map(({ top }) => top)
        return (
          inside &&
          places.every((a, i) => places.every((b, k) => i === k || apart(a, b))) &&
          rows.every((top, i) => i % how.columns === 0 || top === rows[i - 1]) &&
          sheet.bytes.length === 3 * sheet.width * sheet.height
        )
      }),
      { numRuns: 40, seed: 0 },
    )
  })
  test('a caption is written below its picture, in its colour; one that is too long is cut', () => {
    const picture: Picture = { width: 1, height: 1, channels: 1, bytes: Uint8Array.of(0) }
    const red = [250, 1, 2] as const
    const { picture: sheet, places } = contactSheet([{ picture, caption: [{ text: 'I', colour: red }] }], {
      columns: 1,
      scale: 8,
    })
    const found = Array.from({ length: sheet.width * sheet.height }, (_, i) => i).filter(
      (i) => `${pixel(sheet, i % sheet.width, Math.floor(i / sheet.width))}` === `${red}`,
    )
    // eleven dots of four pixels each: three, one in each of five rows, three
    expect(found).toHaveLength(4 * 11)
    expect(Math.min(...found.map((i) => Math.floor(i / sheet.width)))).toBe(places[0]!.top + 8 + 6)
    const [long, longer] = [25, 60].map((n) =>
      contactSheet([{ picture, caption: [{ text: 'x'.repeat(n) }] }], { columns: 1, scale: 8 }),
    )
    expect(long!.picture).toEqual(longer!.picture)
  })
  test('what makes no sheet is refused in one line', () => {
    const picture: Picture = { width: 1, height: 1, channels: 1, bytes: Uint8Array.of(0) }
    expect(() => contactSheet([], { columns: 1, scale: 1 })).toThrow('contactSheet: there are no pictures')
    expect(() => contactSheet([{ picture }], { columns: 1, scale: 0.5 })).toThrow(
      'contactSheet: scale must be a positive integer, got 0.5',
    )
    expect(() => contactSheet([{ picture }], { columns: 0, scale: 1 })).toThrow('columns must be a positive integer')
  })
})

describe('letters', () => {
  test('every printable sign of ASCII has dots of its own, in its cell; accents are left off, others are boxes', () => {
    const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
    const shapes = ascii.map((sign) => `${dotsOfText(sign)}`)
    expect(new Set(shapes).size).toBe(94)
    expect(shapes.every((shape) => shape !== '')).toBe(true)
    expect(dotsOfText(' ')).toEqual([])
    for (const [x, y] of ascii.flatMap(dotsOfText)) {
      expect(x).toBeLessThan(letterSize.width - 1)
      expect(y).toBeLessThan(letterSize.height)
    }
    expect(lettersOf('é→語')).toEqual(['e', '→', '▯'])
    expect(dotsOfText('l')).toContainEqual([1, 0])
    expect(dotsOfText('ll').filter(([x]) => x >= 6)).toEqual(dotsOfText('l').map(([x, y]) => [x + 6, y]))
  })
})

test('a PNG file holds the picture, bit for bit', () => {
  fc.assert(
    fc.property(pictures, (picture) => {
      expect(decodePicture('a.png')(encodePng(picture))).toEqual(E.right(picture))
    }),
    { numRuns: 30, seed: 0 },
  )
})
