/** A part of the picture, padded so that it is as large as the whole. */
import { type Augmentation, between, draws, mirrored } from './augmentation.js'

export interface CropOptions {
  /** By how many pixels at most it moves each way: a whole number of at least 0; default 4. */
  readonly padding?: number
}

/**
 * The picture moved by up to `padding` pixels each way; what comes in at the borders is its mirror image. The same as to
 * pad it on all sides and cut out a window of its size. Throws `RangeError` for a padding out of range.
 * Source: Krizhevsky et al. 2012; four pixels on CIFAR-10: He et al. 2015.
 */
export const crop = ({ padding = 4 }: CropOptions = {}): Augmentation => {
  if (!Number.isSafeInteger(padding) || padding < 0)
    throw new RangeError(`crop: the padding is a whole number of at least 0, got ${padding}`)
  return (key, picture) => {
    const { width, height, channels, bytes } = picture
    const [u, v] = Array.from(draws(key, 2))
    const [down, right] = [between(-padding, padding, u!), between(-padding, padding, v!)]
    if (down === 0 && right === 0) return picture
    const out = new Uint8Array(bytes.length)
    for (let y = 0, to = 0; y < height; y++) {
      const row = mirrored(y + down, height) * width
      for (let x = 0; x < width; x++) {
        const from = (row + mirrored(x + right, width)) * channels
        for (let c = 0; c < channels; c++) out[to++] = bytes[from + c]!
      }
    }
    return { ...picture, bytes: out }
  }
}
