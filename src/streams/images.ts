/** Images that stay bytes until a batch needs them. */
import type { Numbers } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { foldIn, type Key } from '../core/key.js'
import { axis, type Batch, type Shape, sizeOf } from '../core/shape.js'
import { fromData, type Tensor } from '../core/tensor.js'
import type { Augmentation } from '../data/index.js'
import { checkRows, type Dataset } from './dataset.js'

/** Of all values, or one for each channel (the last axis). */
export interface ImageScaling {
  /** Of the training images, from 0 to 1. By default 0. */
  readonly mean?: number | readonly number[]
  /** Above 0. By default 1. */
  readonly deviation?: number | readonly number[]
}
export interface ImageOptions extends ImageScaling {
  /** Of the images of a batch that is made with a key: image `i` draws with `foldIn(key, i)`. By default none. */
  readonly augment?: Augmentation
}

/** One number for each of `channels`. */
const perChannel = (name: string, x: number | readonly number[], channels: number): readonly number[] => {
  const all = typeof x === 'number' ? Array.from({ length: channels }, () => x) : x
  if (all.length !== channels)
    throw new RangeError(`imagesOf: expected one ${name} for each of ${channels} channels, got ${all.length}`)
  return all
}

type Bytes = { readonly bytes: Uint8Array; readonly from: number }

/** Where the bytes of the `i`-th image of a batch are: in all images, or augmented, beside them. */
const pictures = (bytes: Uint8Array, shape: Shape, augment: Augmentation | undefined) => {
  const width = sizeOf(shape)
  const [height, across, channels] = shape
  if (augment !== undefined && !(shape.length === 3 && (channels === 1 || channels === 3)))
    throw new ShapeError('imagesOf', 'images [height, width, 1 or 3] to augment', shape)
  return (rows: Numbers, i: number, key: Key | undefined): Bytes => {
    const from = rows[i]! * width
    if (augment === undefined || key === undefined) return { bytes, from }
    const own = bytes.subarray(from, from + width)
    const picture = { height: height!, width: across!, channels: channels as 1 | 3, bytes: own }
    return { bytes: augment(foldIn(key, i), picture).bytes, from: 0 }
  }
}

/**
 * Bytes `[n, …shape]` as a data set of `[batch, …shape]` in f32: `(byte / 255 - mean) / deviation`, with one mean and
 * deviation for all, or one for each channel (the last axis of `shape`).
 * Throws `RangeError` for bytes that are not whole images, a deviation that is not above 0, or other numbers of means or
 * deviations than of channels, `ShapeError` where images of another form are to be augmented.
 */
export const imagesOf = <const S extends Shape>(
  bytes: Uint8Array,
  shape: S,
  { mean = 0, deviation = 1, augment }: ImageOptions = {},
): Dataset<Tensor<readonly [Batch, ...S]>> => {
  const width = sizeOf(shape)
  const size = bytes.length / width
  if (!Number.isInteger(size)) throw new RangeError(`imagesOf: ${bytes.length} bytes are not whole images of ${width}`)
  const each = typeof mean === 'number' && typeof deviation === 'number' ? 1 : (shape.at(-1) ?? 1)
  const [means, deviations] = [perChannel('mean', mean, each), perChannel('deviation', deviation, each)]
  for (const d of deviations) if (!(d > 0)) throw new RangeError(`imagesOf: deviation must be above 0, got ${d}`)
  const values = means.map((m, c) => Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - m) / deviations[c]!))
  const pictureOf = pictures(bytes, shape, augment)
  return {
    size,
    batch: (rows, key) => {
      checkRows('imagesOf', rows, size)
      const data = new Float32Array(rows.length * width)
      for (let i = 0; i < rows.length; i++) {
        const { bytes: own, from } = pictureOf(rows, i, key)
        for (let c = 0; c < each; c++) {
          const value = values[c]!
          for (let j = c; j < width; j += each) data[i * width + j] = value[own[from + j]!]!
        }
      }
      return fromData([axis('batch', rows.length), ...shape] as const, data, 'f32')
    },
  }
}
