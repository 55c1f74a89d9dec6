/** Other light: brighter or darker, harder or softer. */
import type { Picture } from '../images.js'
import { type Augmentation, draws } from './augmentation.js'

export interface LightOptions {
  /** How far the factor may be from 1: from 0 to 1; default 0.2. */
  readonly by?: number
}

const clamped = (x: number): number => Math.min(255, Math.max(0, Math.round(x)))

/** Every byte through a function, by table. */
const mapped = (picture: Picture, f: (byte: number) => number): Picture => {
  const table = Uint8Array.from({ length: 256 }, (_, byte) => clamped(f(byte)))
  return { ...picture, bytes: picture.bytes.map((byte) => table[byte]!) }
}

const light =
  (name: string, change: (picture: Picture, factor: number) => Picture) =>
  ({ by = 0.2 }: LightOptions = {}): Augmentation => {
    if (!(by >= 0 && by <= 1)) throw new RangeError(`${name}: by is from 0 to 1, got ${by}`)
    return (key, picture) => change(picture, 1 + by * (2 * draws(key, 1)[0]! - 1))
  }

/**
 * Every value times one factor uniform on `[1 - by, 1 + by)`, at most 255. Throws `RangeError` for `by` outside [0, 1].
 */
export const brightness = light('brightness', (picture, factor) => mapped(picture, (byte) => factor * byte))

/**
 * The distance of every value from the picture's mean times one factor uniform on `[1 - by, 1 + by)`, within 0 and 255.
 * Throws `RangeError` for `by` outside [0, 1].
 */
export const contrast = light('contrast', (picture, factor) => {
  const mean = picture.bytes.reduce((sum, byte) => sum + byte, 0) / picture.bytes.length
  return mapped(picture, (byte) => mean + factor * (byte - mean))
})
