/** A hash of text, the same on every machine. */

const utf8 = new TextEncoder()
const multiply = Math.imul
const rotated = (n: number, by: number): number => (n << by) | (n >>> (32 - by))
const mixed = (k: number): number => multiply(rotated(multiply(k, 0xcc9e2d51), 15), 0x1b873593)

/**
 * MurmurHash3 (x86, 32 bits) of a text's UTF-8 with a seed, as a whole number from -2³¹ to 2³¹ - 1. Not for secrets.
 * Source: Appleby, "MurmurHash3" (2011), in the public domain; scikit-learn's `murmurhash3_32`.
 */
export const murmurHash3 = (text: string, seed = 0): number => {
  const bytes = utf8.encode(text)
  const whole = bytes.length & ~3
  let h = seed | 0
  for (let i = 0; i < whole; i += 4) {
    const k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    h = (multiply(rotated(h ^ mixed(k), 13), 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let i = bytes.length - 1; i >= whole; i--) tail = (tail << 8) | bytes[i]!
  h ^= mixed(tail) ^ bytes.length
  h = multiply(h ^ (h >>> 16), 0x85ebca6b)
  h = multiply(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
