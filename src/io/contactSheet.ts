/** Contact sheets: many small pictures on one, enlarged, each with a caption below it. */
import type { Picture } from '../data/index.js'
import { dotsOfText, letterSize, lettersOf } from './font.js'

/** Red, green, blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** A line of a caption. */
export interface CaptionLine {
  readonly text: string
  /** Default a light grey. */
  readonly colour?: Colour
}
export interface Tile {
  readonly picture: Picture
  readonly caption?: readonly CaptionLine[]
}
export interface SheetOptions {
  /** Above the pictures; broken into lines between words. */
  readonly title?: string
  /** Pictures beside each other, at most. */
  readonly columns: number
  /** Pixels of the sheet, both ways, for a pixel of a picture. */
  readonly scale: number
}
/** Where a picture stands, in pixels of the sheet. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
export interface ContactSheet {
  /** In colour. */
  readonly picture: Picture
  /** Of each tile's picture, in order. */
  readonly places: readonly Rectangle[]
}

const background: Colour = [22, 24, 29]
const ink: Colour = [215, 218, 224]
const gap = 12
/** Pixels of the sheet for a dot of a letter. */
const dot = 2
const lineHeight = dot * (letterSize.height + 2)
/** A caption as long as this makes its column wider; a longer one is cut. */
const mostLetters = 24
const textWidth = (letters: number): number => dot * (letterSize.width * letters - 1)
/** Letters that so many pixels hold. */
const room = (width: number): number => Math.floor((width / dot + 1) / letterSize.width)

const cut = (text: string, most: number): string => {
  const letters = lettersOf(text)
  return letters.length <= most ? text : `${letters.slice(0, Math.max(0, most - 1)).join('')}…`
}
/** Words in lines of at most so many letters. */
const broken = (text: string, most: number): readonly string[] => {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length > 0 && lettersOf(longer).length <= most) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

const checked = (tiles: readonly Tile[], { columns, scale }: SheetOptions): void => {
  if (tiles.length === 0) throw new RangeError('contactSheet: there are no pictures')
  for (const [name, value] of Object.entries({ columns, scale }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`contactSheet: ${name} must be a positive integer, got ${value}`)
}

/** How large things are, and where. */
const layout = (tiles: readonly Tile[], options: SheetOptions) => {
  const { scale, columns, title = '' } = options
  const across = Math.min(columns, tiles.length)
  const longest = Math.max(0, ...tiles.flatMap(({ caption = [] }) => caption.map(({ text }) => lettersOf(text).length)))
  const cellWidth = Math.max(
    textWidth(Math.min(longest, mostLetters)),
    ...tiles.map(({ picture }) => scale * picture.width),
  )
  const pictureHeight = Math.max(...tiles.map(({ picture }) => scale * picture.height))
  const lines = Math.max(...tiles.map(({ caption = [] }) => caption.length))
  const captionHeight = lines === 0 ? 0 : gap / 2 + lines * lineHeight
  const width = Math.max(gap + across * (cellWidth + gap), title === '' ? 0 : 2 * gap + textWidth(mostLetters))
  const heading = title === '' ? [] : broken(title, room(width - 2 * gap))
  const head = gap + (heading.length === 0 ? 0 : heading.length * lineHeight + gap)
  const cellHeight = pictureHeight + captionHeight + gap
  const places = tiles.map(
    ({ picture }, i): Rectangle => ({
      left: gap + (i % across) * (cellWidth + gap),
      top: head + Math.floor(i / across) * cellHeight,
      width: scale * picture.width,
      height: scale * picture.height,
    }),
  )
  const height = head + Math.ceil(tiles.length / across) * cellHeight
  return { width, height, heading, places, most: room(cellWidth), captionTop: pictureHeight + gap / 2 }
}

/**
 * Pictures on a dark ground, left to right, then down, each enlarged `scale` times without smoothing: every pixel becomes a
 * square of its colour. Cells are as wide as the widest picture or caption, up to 24 letters; longer captions are cut.
 * Throws `RangeError` for no pictures, or columns or a scale that are not positive integers.
 * Law: each pixel of picture `i` is found at every pixel of its square in `places[i]`, and places do not overlap.
 *
 * @example contactSheet([{ picture, caption: [{ text: '7 → 1' }] }], { title: 'mistakes', columns: 6, scale: 4 })
 */
export const contactSheet = (tiles: readonly Tile[], options: SheetOptions): ContactSheet => {
  checked(tiles, options)
  const { width, height, heading, places, most, captionTop } = layout(tiles, options)
  const { scale } = options
  const bytes = new Uint8Array(3 * width * height)
  for (let i = 0; i < bytes.length; i++) bytes[i] = background[i % 3]!
  const fill = (left: number, top: number, size: number, colour: Colour): void => {
    for (let y = top; y < top + size; y++)
      for (let x = left; x < left + size; x++) bytes.set(colour, 3 * (y * width + x))
  }
  const write = (text: string, left: number, top: number, colour: Colour): void => {
    for (const [x, y] of dotsOfText(text)) fill(left + dot * x, top + dot * y, dot, colour)
  }
  heading.forEach((text, i) => {
    write(cut(text, room(width - 2 * gap)), gap, gap + i * lineHeight, ink)
  })
  tiles.forEach(({ picture, caption = [] }, i) => {
    const { left, top } = places[i]!
    for (let p = 0; p < picture.width * picture.height; p++) {
      const [x, y] = [p % picture.width, Math.floor(p / picture.width)]
      fill(left + scale * x, top + scale * y, scale, colourAt(picture, p))
    }
    caption.forEach(({ text, colour = ink }, k) => {
      write(cut(text, most), left, top + captionTop + k * lineHeight, colour)
    })
  })
  return { picture: { width, height, channels: 3, bytes }, places }
}

const colourAt = ({ bytes, channels }: Picture, pixel: number): Colour =>
  channels === 1
    ? [bytes[pixel]!, bytes[pixel]!, bytes[pixel]!]
    : [bytes[3 * pixel]!, bytes[3 * pixel + 1]!, bytes[3 * pixel + 2]!]
