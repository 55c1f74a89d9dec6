/** The binary layout of CIFAR-10 and CIFAR-100: a record for each image, labels first, then the three planes of colour. */
import * as E from 'fp-ts/lib/Either.js'
import { type DataError, dataError } from './errors.js'
import type { Images } from './images.js'

const side = 32
const plane = side * side
const channels = 3

export interface CifarLayout {
  readonly classes: readonly string[]
  /** Bytes before the pixels, the last of which is the class: 1 in CIFAR-10, 2 in CIFAR-100 (coarse, then fine). */
  readonly labelBytes: 1 | 2
  /** How many images there must be; without it, as many as there are. */
  readonly images?: number
}

/** Planes `[3, 32, 32]` to pixels `[32, 32, 3]`. */
const interleave = (from: Uint8Array, at: number, to: Uint8Array, start: number): void => {
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < channels; c++) to[start + i * channels + c] = from[at + c * plane + i]!
}

/**
 * Parses records of `labelBytes` labels and 3072 bytes (1024 red, 1024 green, 1024 blue, each row by row) to images
 * `[32, 32, 3]`. Errors name file and byte: no images, a record cut off, a number of images other than asked for, a label
 * that is no class. Never throws.
 * Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and the page of the data set.
 */
export const parseCifar =
  ({ classes, labelBytes, images }: CifarLayout) =>
  (source: string) =>
  (bytes: Uint8Array): E.Either<DataError, Images> => {
    const fail = (byte: number, what: string, fix: string): E.Either<DataError, never> =>
      E.left(dataError({ source, byte }, what, fix))
    const record = labelBytes + channels * plane
    const size = Math.floor(bytes.length / record)
    const over = bytes.length - size * record
    if (bytes.length === 0) return fail(0, 'the file is empty', 'get the file again')
    if (over > 0)
      return fail(
        bytes.length,
        `the file ends inside image ${size}: ${over} of the ${record} bytes of its record`,
        'get the file again',
      )
    if (images !== undefined && size !== images)
      return fail(
        Math.min(size, images) * record,
        `expected ${images} images, got ${size}`,
        size < images ? 'get the file again' : 'check that this is the file meant',
      )
    const pixels = new Uint8Array(size * channels * plane)
    const labels = new Uint8Array(size)
    for (let i = 0; i < size; i++) {
      const at = i * record + labelBytes
      const label = bytes[at - 1]!
      if (label >= classes.length)
        return fail(
          at - 1,
          `label ${label} of image ${i} is none of the ${classes.length} classes`,
          'check that this is a file of this data set',
        )
      labels[i] = label
      interleave(bytes, at, pixels, i * channels * plane)
    }
    return E.right({ size, shape: [side, side, channels], bytes: pixels, labels, classes })
  }

/**
 * Images as a file in the layout of CIFAR-10. Law: `parseCifar` reads them back.
 * Throws `RangeError` for images that are not `[32, 32, 3]`, or a class that does not fit a byte.
 */
export const encodeCifar10 = ({ size, shape, bytes, labels, classes }: Images): Uint8Array => {
  if (`${shape}` !== `${[side, side, channels]}` || classes.length > 256)
    throw new RangeError(`encodeCifar10: expected images [32, 32, 3] of at most 256 classes, got [${shape}]`)
  const record = 1 + channels * plane
  const file = new Uint8Array(size * record)
  for (let i = 0; i < size; i++) {
    file[i * record] = labels[i]!
    const [from, to] = [i * channels * plane, i * record + 1]
    for (let p = 0; p < plane; p++)
      for (let c = 0; c < channels; c++) file[to + c * plane + p] = bytes[from + p * channels + c]!
  }
  return file
}
