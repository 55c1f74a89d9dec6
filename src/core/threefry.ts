/**
 * Threefry-2x32 with 20 rounds: a keyed bijection of 64 bits, the generator behind every random number here.
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
 */
const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/**
 * Encrypts the counter `(c0, c1)` with the key `(k0, k1)`; all are 32-bit words, and the result is two unsigned ones.
 * `out` receives them, so that a loop over counters allocates nothing.
 */
export const threefry = (k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void => {
  const k2 = k0 ^ k1 ^ 0x1bd11bda
  let x = (c0 + k0) | 0
  let y = (c1 + k1) | 0
  for (let group = 0; group < 5; group++) {
    const from = (group & 1) * 4
    for (let r = from; r < from + 4; r++) {
      x = (x + y) | 0
      y = rotate(y, rotations[r]!) ^ x
    }
    // key schedule: (k1, k2), (k2, k0), (k0, k1), (k1, k2), (k2, k0)
    const turn = group % 3
    x = (x + (turn === 0 ? k1 : turn === 1 ? k2 : k0)) | 0
    y = (y + (turn === 0 ? k2 : turn === 1 ? k0 : k1) + group + 1) | 0
  }
  out[0] = x
  out[1] = y
}

/** Two random words for each counter `0 … count-1`, counters being 64-bit (high word, low word). */
export const words = (k0: number, k1: number, count: number): Uint32Array => {
  const out = new Uint32Array(2 * count)
  const pair = new Uint32Array(2)
  for (let i = 0; i < count; i++) {
    threefry(k0, k1, Math.floor(i / 4294967296), i | 0, pair)
    out[2 * i] = pair[0]!
    out[2 * i + 1] = pair[1]!
  }
  return out
}
