/** Left becomes right. */
import { type Augmentation, draws } from './augmentation.js'

export interface FlipOptions {
  /** From 0 to 1; default 0.5. */
  readonly probability?: number
}

/**
 * The mirror image, left for right, with a probability. For things that have no side: not for digits or letters.
 * Throws `RangeError` for a probability outside [0, 1].
 */
export const flip = ({ probability = 0.5 }: FlipOptions = {}): Augmentation => {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`flip: the probability is from 0 to 1, got ${probability}`)
  return (key, picture) => {
    if (draws(key, 1)[0]! >= probability) return picture
    const { width, height, channels, bytes } = picture
    const out = new Uint8Array(bytes.length)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++)
          out[(y * width + x) * channels + c] = bytes[(y * width + width - 1 - x) * channels + c]!
    return { ...picture, bytes: out }
  }
}
