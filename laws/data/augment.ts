/** Laws of augmentation: every one of the registry keeps shape and source, and is a function of its key. */
import * as fc from 'fast-check'
import { foldIn, key } from '../../src/core/index.js'
import { type Augmentation, type AugmentationEntry, augmentations, inTurn, type Picture } from '../../src/data/index.js'
import { type Law, law } from '../law.js'
import { same } from './same.js'

const side = fc.integer({ min: 1, max: 9 })
const picture: fc.Arbitrary<Picture> = fc
  .tuple(side, side, fc.constantFrom(1 as const, 3 as const))
  .chain(([width, height, channels]) =>
    fc
      .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
      .map((bytes) => ({ width, height, channels, bytes })),
  )
const seed = fc.nat().map(key)

const sameForm = (a: Picture, b: Picture): boolean =>
  a.width === b.width && a.height === b.height && a.channels === b.channels && a.bytes.length === b.bytes.length
/** A picture of one colour. */
const plain = (p: Picture): Picture => ({ ...p, bytes: p.bytes.map((_, i) => p.bytes[i % p.channels]!) })

const lawsOf = (name: string, { make, none }: AugmentationEntry): readonly Law[] => [
  law(`${name}: the same key and picture give the same bytes; the picture stays as it was`, [picture, seed], (p, k) => {
    const before = p.bytes.slice()
    const once = make()(k, p)
    return sameForm(once, p) && same(once.bytes, make()(k, p).bytes) && same(p.bytes, before)
  }),
  law(`${name}: draws differ`, [seed], (k) => {
    const bytes = Uint8Array.from({ length: 24 * 24 }, (_, i) => (i * 7) % 251)
    const p: Picture = { width: 24, height: 24, channels: 1, bytes }
    const results = Array.from({ length: 40 }, (_, i) => make()(foldIn(k, i), p).bytes.join())
    return new Set(results).size > 1
  }),
  ...(none === null
    ? []
    : [law(`${name}: with ${none} nothing happens`, [picture, seed], (p, k) => same(make(none)(k, p).bytes, p.bytes))]),
]

/** Nearer than all else: a picture that is moved shows the bytes it had. */
const subsetOf = (a: Picture, b: Picture): boolean => {
  const known = new Set(b.bytes)
  return a.bytes.every((byte) => known.has(byte))
}
const twice =
  (augment: Augmentation): Augmentation =>
  (k, p) =>
    augment(k, augment(k, p))

/** Those with a meaning of their own. */
const own: readonly Law[] = [
  law('flip: with probability 1 twice is nothing, once mirrors each row', [picture, seed], (p, k) => {
    const flip = augmentations.flip.make(1)
    const { width, channels } = p
    const mirrored = p.bytes.map((_, i) => {
      const [row, x, c] = [Math.floor(i / (width * channels)), Math.floor(i / channels) % width, i % channels]
      return p.bytes[(row * width + width - 1 - x) * channels + c]!
    })
    return same(twice(flip)(k, p).bytes, p.bytes) && same(flip(k, p).bytes, mirrored)
  }),
  law('crop: every pixel was in the picture; what stays inside is only moved', [picture, seed], (p, k) => {
    const moved = augmentations.crop.make(2)(k, p)
    const shifts = [-2, -1, 0, 1, 2].flatMap((dy) => [-2, -1, 0, 1, 2].map((dx) => [dy, dx] as const))
    const inside = (dy: number, dx: number): boolean =>
      moved.bytes.every((byte, i) => {
        const [pixel, c] = [Math.floor(i / p.channels), i % p.channels]
        const [y, x] = [Math.floor(pixel / p.width) + dy, (pixel % p.width) + dx]
        return y < 0 || x < 0 || y >= p.height || x >= p.width || byte === p.bytes[(y * p.width + x) * p.channels + c]!
      })
    return subsetOf(moved, p) && shifts.some(([dy, dx]) => inside(dy, dx))
  }),
  law('crop and rotate: a picture of one colour stays it', [picture, seed], (p, k) =>
    [augmentations.crop, augmentations.rotate].every(({ make }) => same(make()(k, plain(p)).bytes, plain(p).bytes)),
  ),
  law('rotate: the centre stays, and no byte lies beyond those of the picture', [picture, seed], (p, k) => {
    const turned = augmentations.rotate.make(180)(k, p)
    const [least, most] = [Math.min(...p.bytes), Math.max(...p.bytes)]
    const centre = (((p.height - 1) / 2) * p.width + (p.width - 1) / 2) * p.channels
    const stays = p.width % 2 === 0 || p.height % 2 === 0 || turned.bytes[centre] === p.bytes[centre]
    return stays && turned.bytes.every((byte) => byte >= least && byte <= most)
  }),
  law('brightness and contrast: never turn the order of two bytes', [picture, seed], (p, k) =>
    [augmentations.brightness, augmentations.contrast].every(({ make }) => {
      const { bytes } = make(0.5)(k, p)
      return p.bytes.every(
        (byte, i) => i === 0 || byte < p.bytes[i - 1]! === bytes[i]! < bytes[i - 1]! || bytes[i] === bytes[i - 1],
      )
    }),
  ),
  law('contrast: the mean stays, but for what is cut off at black and white', [picture, seed], (p, k) => {
    const soft = { ...p, bytes: p.bytes.map((byte) => 100 + (byte % 50)) }
    const mean = ({ bytes }: Picture): number => bytes.reduce((a, b) => a + b, 0) / bytes.length
    return Math.abs(mean(augmentations.contrast.make(0.5)(k, soft)) - mean(soft)) <= 0.5
  }),
  law('cutout: a square of at most its size is filled, all else stays', [picture, seed], (p, k) => {
    const { bytes } = augmentations.cutout.make(3)(k, { ...p, bytes: p.bytes.map((byte) => byte & 127) })
    const filled = [...bytes.keys()].filter((i) => bytes[i] === 128).map((i) => Math.floor(i / p.channels))
    const ys = filled.map((pixel) => Math.floor(pixel / p.width))
    const xs = filled.map((pixel) => pixel % p.width)
    const [height, width] = [Math.max(...ys) - Math.min(...ys) + 1, Math.max(...xs) - Math.min(...xs) + 1]
    return (
      filled.length > 0 &&
      height <= 3 &&
      width <= 3 &&
      filled.length === height * width * p.channels &&
      bytes.every((byte, i) => byte === 128 || byte === (p.bytes[i]! & 127))
    )
  }),
  law('in turn: of none nothing, of one itself, each with a key of its own', [picture, seed], (p, k) => {
    const [crop, flip] = [augmentations.crop.make(1), augmentations.flip.make()]
    return (
      same(inTurn([])(k, p).bytes, p.bytes) &&
      same(inTurn([crop])(k, p).bytes, crop(k, p).bytes) &&
      same(inTurn([crop, flip])(k, p).bytes, flip(foldIn(k, 1), crop(foldIn(k, 0), p)).bytes)
    )
  }),
]

/** Laws of every augmentation of pictures. */
export const augmentLaws: readonly Law[] = [
  ...Object.entries(augmentations).flatMap(([name, entry]) => lawsOf(name, entry)),
  ...own,
]
