/** The picture turned about its centre. */
import { type Augmentation, draws, mirrored } from './augmentation.js'

export interface RotateOptions {
  /** The largest angle each way, in degrees: from 0 to 180; default 15. */
  readonly degrees?: number
}

/**
 * The picture turned about its centre by an angle uniform on `[-degrees, degrees)`. Each pixel is taken from where it was,
 * between four pixels by bilinear interpolation; beyond the borders lies the mirror image.
 * Throws `RangeError` for degrees out of range.
 */
export const rotate = ({ degrees = 15 }: RotateOptions = {}): Augmentation => {
  if (!(degrees >= 0 && degrees <= 180)) throw new RangeError(`rotate: degrees are from 0 to 180, got ${degrees}`)
  return (key, picture) => {
    const angle = ((2 * draws(key, 1)[0]! - 1) * degrees * Math.PI) / 180
    if (angle === 0) return picture
    const { width, height, channels, bytes } = picture
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const [cy, cx] = [(height - 1) / 2, (width - 1) / 2]
    const out = new Uint8Array(bytes.length)
    for (let y = 0, to = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const fromX = cx + (x - cx) * cos - (y - cy) * sin
        const fromY = cy + (x - cx) * sin + (y - cy) * cos
        const [left, top] = [Math.floor(fromX), Math.floor(fromY)]
        const [right, below] = [fromX - left, fromY - top]
        const [x0, x1] = [mirrored(left, width), mirrored(left + 1, width)]
        const [y0, y1] = [mirrored(top, height) * width, mirrored(top + 1, height) * width]
        for (let c = 0; c < channels; c++) {
          const at = (pixel: number): number => bytes[pixel * channels + c]!
          const upper = at(y0 + x0) * (1 - right) + at(y0 + x1) * right
          const lower = at(y1 + x0) * (1 - right) + at(y1 + x1) * right
          out[to++] = Math.round(upper * (1 - below) + lower * below)
        }
      }
    return { ...picture, bytes: out }
  }
}
