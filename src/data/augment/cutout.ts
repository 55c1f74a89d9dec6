/** A square is taken out. */
import { type Augmentation, between, draws } from './augmentation.js'

export interface CutoutOptions {
  /** Side of the square in pixels: a whole number of at least 1; default 8. */
  readonly size?: number
  /** What is put there, one byte for each channel or for all; default 128. Best is the mean of the training images. */
  readonly fill?: number | readonly number[]
}

/**
 * One square, its centre anywhere in the picture and what is outside of it cut off, filled with one colour: the network
 * must read the rest. Throws `RangeError` for a size out of range. Source: DeVries and Taylor 2017.
 */
export const cutout = ({ size = 8, fill = 128 }: CutoutOptions = {}): Augmentation => {
  if (!Number.isSafeInteger(size) || size < 1)
    throw new RangeError(`cutout: the size is a whole number of at least 1, got ${size}`)
  return (key, picture) => {
    const { width, height, channels, bytes } = picture
    const [u, v] = Array.from(draws(key, 2))
    const [top, left] = [between(0, height - 1, u!) - (size >> 1), between(0, width - 1, v!) - (size >> 1)]
    const out = bytes.slice()
    for (let y = Math.max(0, top); y < Math.min(height, top + size); y++)
      for (let x = Math.max(0, left); x < Math.min(width, left + size); x++)
        for (let c = 0; c < channels; c++)
          out[(y * width + x) * channels + c] = typeof fill === 'number' ? fill : (fill[c] ?? 128)
    return { ...picture, bytes: out }
  }
}
