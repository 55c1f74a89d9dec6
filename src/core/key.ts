/**
 * Randomness is a value. A key determines every number drawn with it; there is no hidden state anywhere. To draw twice,
 * `split` the key. The streams are those of JAX's Threefry (its partitionable form), so its known answers test ours.
 */
import type { Data, DType, Float, Numbers } from './dtype.js'
import { erfinv } from './erfinv.js'
import { type Shape, sizeOf } from './shape.js'
import { fromData, type Tensor } from './tensor.js'
import { threefry, words } from './threefry.js'

/** Two 32-bit words. */
export interface Key {
  readonly k0: number
  readonly k1: number
}

const highWord = (n: number): number => Math.floor(n / 4294967296) >>> 0

/** The key of a seed, a whole number from 0 to 2⁵³ - 1. Throws `RangeError` for anything else. */
export const key = (seed: number): Key => {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`key: a seed is a whole number from 0 to 2^53 - 1, got ${seed}`)
  return { k0: highWord(seed), k1: seed >>> 0 }
}

/** `count` independent keys from one; use them instead of it. */
export const split = (k: Key, count = 2): readonly Key[] => {
  const w = words(k.k0, k.k1, count)
  return Array.from({ length: count }, (_, i) => ({ k0: w[2 * i]!, k1: w[2 * i + 1]! }))
}

/** The key for one number under `k`: an epoch, a step, a layer. */
export const foldIn = (k: Key, n: number): Key => {
  const pair = new Uint32Array(2)
  threefry(k.k0, k.k1, highWord(n), n >>> 0, pair)
  return { k0: pair[0]!, k1: pair[1]! }
}

/** Numbers uniform on `[min, max)`: 23 random bits each in f32, 52 in f64. */
export const uniformData = (k: Key, dtype: Float, size: number, min = 0, max = 1): Data => {
  const w = words(k.k0, k.k1, size)
  if (dtype === 'f64') {
    const out = new Float64Array(size)
    for (let i = 0; i < size; i++) {
      const unit = (w[2 * i]! * 1048576 + (w[2 * i + 1]! >>> 12)) * 2 ** -52
      out[i] = Math.max(min, unit * (max - min) + min)
    }
    return out
  }
  const out = new Float32Array(size)
  const [low, width] = [Math.fround(min), Math.fround(Math.fround(max) - Math.fround(min))]
  for (let i = 0; i < size; i++) {
    const unit = ((w[2 * i]! ^ w[2 * i + 1]!) >>> 9) * 2 ** -23
    out[i] = Math.max(low, Math.fround(Math.fround(unit * width) + low))
  }
  return out
}

/** Standard normal numbers by the inverse distribution: `√2 · erf⁻¹(u)` for `u` uniform on (-1, 1). */
export const normalData = (k: Key, dtype: Float, size: number): Data => {
  const u = uniformData(k, dtype, size, dtype === 'f32' ? -1 + 2 ** -24 : -1 + 2 ** -53, 1)
  for (let i = 0; i < size; i++) u[i] = Math.SQRT2 * erfinv(u[i]!)
  return u
}

/** Uniform on `[min, max)`. */
export const uniform = <const S extends Shape, D extends Float = 'f32'>(
  k: Key,
  shape: S,
  { min = 0, max = 1, dtype = 'f32' as D }: { min?: number; max?: number; dtype?: D } = {},
): Tensor<S, NoInfer<D>> => fromData(shape, uniformData(k, dtype, sizeOf(shape), min, max), dtype)

/** Normal with mean 0 and standard deviation 1. */
export const normal = <const S extends Shape, D extends Float = 'f32'>(
  k: Key,
  shape: S,
  { dtype = 'f32' as D }: { dtype?: D } = {},
): Tensor<S, NoInfer<D>> => fromData(shape, normalData(k, dtype, sizeOf(shape)), dtype)

/** `erf √2`: the share of a normal distribution within two deviations. */
const withinTwo = 0.9544997361036416

/** Normal with mean 0 and standard deviation 1 before it is cut at -2 and 2; what is left has deviation 0.8796. */
export const truncatedNormal = <const S extends Shape, D extends Float = 'f32'>(
  k: Key,
  shape: S,
  { dtype = 'f32' as D }: { dtype?: D } = {},
): Tensor<S, NoInfer<D>> => {
  const u = uniformData(k, dtype, sizeOf(shape), -withinTwo, withinTwo)
  for (let i = 0; i < u.length; i++) u[i] = Math.SQRT2 * erfinv(u[i]!)
  return fromData(shape, u, dtype)
}

/** True with probability `p` (0 to 1). */
export const bernoulli = <const S extends Shape>(k: Key, p: number, shape: S): Tensor<S, 'bool'> =>
  fromData(
    shape,
    Uint8Array.from(uniformData(k, 'f32', sizeOf(shape)), (u) => (u < p ? 1 : 0)),
    'bool' satisfies DType,
  )

/** The numbers `0 … size-1` in random order (Fisher and Yates), every order equally likely. */
export const permutation = (k: Key, size: number): Numbers => {
  const order = Int32Array.from({ length: size }, (_, i) => i)
  const u = uniformData(k, 'f64', size)
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(u[i]! * (i + 1))
    const swap = order[i]!
    order[i] = order[j]!
    order[j] = swap
  }
  return order
}
