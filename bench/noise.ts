/** Numbers that every contender makes for itself, the same in each language: a hash of their place. */

/** An array of numbers in `[-scale/2, scale/2)`. */
export interface Noise {
  readonly shape: readonly number[]
  readonly seed: number
  readonly scale: number
}

export const sizeOf = ({ shape }: Pick<Noise, 'shape'>): number => shape.reduce((n, d) => n * d, 1)

/** Element `i` is `(h(i, seed) / 2²⁴ - ½) · scale` in f32, with 24 bits of a 32-bit mixing hash. See peers/protocol.py. */
export const numbersOf = (noise: Noise): Float32Array<ArrayBuffer> => {
  const { seed, scale } = noise
  return Float32Array.from({ length: sizeOf(noise) }, (_, i) => {
    let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
    h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
    return (((h ^ (h >>> 15)) >>> 8) / 2 ** 24 - 0.5) * scale
  })
}

/** Classes `0 … classes - 1` out of noise of scale 1. */
export const classesOf = (noise: Noise, classes: number): Int32Array<ArrayBuffer> =>
  Int32Array.from(numbersOf(noise), (v) => Math.floor((v + 0.5) * classes))

/** Sixteen numbers spread over an array, to compare results by. */
export const sampleOf = (data: ArrayLike<number>): readonly number[] => {
  const step = Math.max(1, Math.floor((data.length - 1) / 16))
  return Array.from({ length: Math.min(16, data.length) }, (_, i) => data[i * step]!)
}
