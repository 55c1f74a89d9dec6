/** Labelled images as bytes: what every parser of images gives. */
import type { Numbers } from '../core/index.js'

export interface Images {
  /** How many images. */
  readonly size: number
  /** Of one image; 1 channel is grey, 3 are red, green, blue. */
  readonly shape: readonly [height: number, width: number, channels: number]
  /** `[size, height, width, channels]` in row-major order, 0 black to 255 white. */
  readonly bytes: Uint8Array
  /** A class for each image, as an index into `classes`. */
  readonly labels: Numbers
  readonly classes: readonly string[]
}

/** Decoded pixels of one picture: `[height, width, channels]`, 1 channel grey or 3 red, green, blue. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly bytes: Uint8Array
}

/**
 * Images one after another: associative. Throws `RangeError` where there are none, or where shapes or classes differ.
 * Law: `joinImages([a, b])` holds the images of `a`, then those of `b`.
 */
export const joinImages = (parts: readonly Images[]): Images => {
  const [first, ...rest] = parts
  if (first === undefined) throw new RangeError('joinImages: expected at least one part')
  if (rest.length === 0) return first
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  const width = first.bytes.length / first.size
  const bytes = new Uint8Array(size * width)
  const labels = new Int32Array(size)
  let row = 0
  for (const part of parts) {
    if (`${part.shape}` !== `${first.shape}` || part.classes.join('\n') !== first.classes.join('\n'))
      throw new RangeError(`joinImages: expected images [${first.shape}] of one kind, got [${part.shape}]`)
    bytes.set(part.bytes, row * width)
    labels.set(part.labels as ArrayLike<number>, row)
    row += part.size
  }
  return { ...first, size, bytes, labels }
}

/**
 * The images of some classes alone, in their order; labels are indexes into `names`. Throws `RangeError` for a name that is
 * no class. Law: the classes one by one, counted, are the counts of all.
 */
export const ofClasses =
  (names: readonly string[]) =>
  ({ shape, bytes, labels, classes }: Images): Images => {
    const foreign = names.find((name) => !classes.includes(name))
    if (foreign !== undefined) throw new RangeError(`ofClasses: there is no class '${foreign}'`)
    const places = classes.map((name) => names.indexOf(name))
    const rows = Array.from(labels, (_, row) => row).filter((row) => places[labels[row]!]! >= 0)
    const width = shape[0] * shape[1] * shape[2]
    const chosen = new Uint8Array(rows.length * width)
    rows.forEach((row, i) => {
      chosen.set(bytes.subarray(row * width, (row + 1) * width), i * width)
    })
    return {
      size: rows.length,
      shape,
      bytes: chosen,
      labels: Int32Array.from(rows, (row) => places[labels[row]!]!),
      classes: names,
    }
  }

/** How many images each class has, in the order of `classes`. */
export const classCounts = ({ labels, classes }: Pick<Images, 'labels' | 'classes'>): readonly number[] => {
  const counts = classes.map(() => 0)
  for (const label of labels) counts[label]!++
  return counts
}

/** Mean and standard deviation of each channel of the images at `rows`, of values from 0 to 1; a deviation of 0 becomes 1. */
export const channelMoments = (
  { bytes, shape: [height, width, channels] }: Images,
  rows: Numbers,
): { readonly mean: readonly number[]; readonly deviation: readonly number[] } => {
  const size = height * width * channels
  const sums = Array.from({ length: channels }, () => [0, 0] as [number, number])
  for (const row of rows)
    for (let c = 0; c < channels; c++) {
      let [sum, squares] = sums[c]!
      for (let i = row * size + c; i < (row + 1) * size; i += channels) {
        sum += bytes[i]!
        squares += bytes[i]! * bytes[i]!
      }
      sums[c] = [sum, squares]
    }
  const n = rows.length * height * width
  const mean = sums.map(([sum]) => sum / n / 255)
  const deviation = sums.map(([, squares], c) => Math.sqrt(Math.max(squares / n / 65025 - mean[c]! ** 2, 0)) || 1)
  return { mean, deviation }
}
