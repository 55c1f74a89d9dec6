/** Numbers as pixels: weights around grey, activations above black. */
import type { Picture } from '../data/index.js'

/** Numbers `[height, width, channels]` in row-major order; 3 channels are red, green, blue. */
export interface Levels {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  readonly values: ArrayLike<number>
}

const largest = (values: ArrayLike<number>, size: (x: number) => number): number => {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, size(values[i]!))
  return most
}
const pictureOf = ({ height, width, channels, values }: Levels, tone: (x: number) => number): Picture => {
  if (values.length !== height * width * channels)
    throw new RangeError(`tones: ${values.length} numbers are not a picture of ${height} × ${width} × ${channels}`)
  return { width, height, channels, bytes: Uint8Array.from(values, (x) => Math.round(tone(x))) }
}

/**
 * Numbers of either sign: 0 is mid grey, the largest in size black (below 0) or white (above), the same for all channels.
 * All zeros are grey. Throws `RangeError` for numbers that are not such a picture.
 */
export const signedTones = (levels: Levels): Picture => {
  const most = largest(levels.values, Math.abs)
  return pictureOf(levels, (x) => (most === 0 ? 127.5 : 127.5 + (127.5 * x) / most))
}

/** Numbers above 0: 0 and below are black, the largest is white. Throws `RangeError` as `signedTones` does. */
export const brightTones = (levels: Levels): Picture => {
  const most = largest(levels.values, (x) => x)
  return pictureOf(levels, (x) => (most === 0 ? 0 : (255 * Math.max(x, 0)) / most))
}
