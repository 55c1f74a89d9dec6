/** Keys draw the numbers of JAX 0.10.2 (tests/references/key.py); Threefry gives the answers its authors published. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { erfinv } from '../../src/core/erfinv.js'
import {
  bernoulli,
  foldIn,
  type Key,
  key,
  normal,
  normalData,
  permutation,
  split,
  threefry,
  uniform,
  uniformData,
} from '../../src/core/index.js'
import { read } from '../../src/engine/index.js'
import { foldInKey, keyTensor, randomUniform } from '../../src/ops/index.js'

interface ByType {
  readonly float32: readonly number[]
  readonly float64: readonly number[]
}
interface Draws {
  readonly seed: number
  readonly key: readonly [number, number]
  readonly split: readonly (readonly number[])[]
  readonly split3: readonly (readonly number[])[]
  readonly foldIn: Readonly<Record<string, readonly [number, number]>>
  readonly uniform: ByType
  readonly between: ByType
  readonly normal: ByType
  readonly bernoulli: readonly number[]
}
const reference: {
  readonly draws: readonly Draws[]
  readonly chained: readonly number[]
  readonly far: readonly number[]
  readonly erfinv: readonly (readonly [number, number])[]
} = JSON.parse(readFileSync(new URL('../references/key.json', import.meta.url), 'utf8'))

const words = ({ k0, k1 }: Key): readonly number[] => [k0, k1]

/** Random123's known answers for threefry2x32 with 20 rounds, as in JAX's tests/random_test.py. */
test.each([
  [
    [0, 0],
    [0, 0],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [-1, -1],
    [-1, -1],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x13198a2e, 0x03707344],
    [0x243f6a88, 0x85a308d3],
    [0xc4923a9c, 0x483df7a0],
  ],
] as const)('Threefry-2x32: key %j, counter %j', ([k0, k1], [c0, c1], expected) => {
  const out = new Uint32Array(2)
  threefry(k0, k1, c0, c1, out)
  expect([...out]).toEqual(expected)
})

describe.each(reference.draws)('as JAX with seed $seed', (jax) => {
  const k = key(jax.seed)
  const near = (a: Iterable<number>, b: readonly number[], tolerance: number): void => {
    const numbers = [...a]
    expect(numbers.length).toBe(b.length)
    for (const [i, x] of numbers.entries()) expect(Math.abs(x / b[i]! - 1)).toBeLessThan(tolerance)
  }

  test('key, split, foldIn', () => {
    expect(words(k)).toEqual(jax.key)
    expect(split(k).map(words)).toEqual(jax.split)
    expect(split(k, 3).map(words)).toEqual(jax.split3)
    for (const [n, expected] of Object.entries(jax.foldIn)) expect(words(foldIn(k, Number(n)))).toEqual(expected)
  })
  test('uniform, to the last bit', () => {
    expect([...read(uniform(k, [2, 3]))]).toEqual(jax.uniform.float32)
    expect([...read(uniform(k, [2, 3], { dtype: 'f64' }))]).toEqual(jax.uniform.float64)
  })
  test('uniform between bounds', () => {
    const bounds = { min: -2, max: 5 }
    near(read(uniform(k, [4], bounds)), jax.between.float32, 1e-6)
    near(read(uniform(k, [4], { ...bounds, dtype: 'f64' })), jax.between.float64, 1e-14)
  })
  test('normal; JAX has a shorter polynomial in f32', () => {
    near(read(normal(k, [5])), jax.normal.float32, 3e-6)
    near(read(normal(k, [5], { dtype: 'f64' })), jax.normal.float64, 1e-13)
  })
  test('bernoulli', () => {
    expect([...read(bernoulli(k, 0.3, [12]))]).toEqual(jax.bernoulli)
  })
  test('in a graph, with the key a tensor', () => {
    expect([...read(randomUniform(keyTensor(k), [2, 3]))]).toEqual(jax.uniform.float32)
    const folded = [...read(foldInKey(keyTensor(k), 7))].map((w) => w >>> 0)
    expect(folded).toEqual(jax.foldIn['7'])
  })
})

test('keys of keys', () => {
  const k = split(foldIn(key(3), 5))[1]!
  expect([...read(uniform(k, [3], { dtype: 'f64' }))]).toEqual(reference.chained)
})

test('numbers far down a stream', () => {
  const u = uniformData(key(9), 'f64', 100_000)
  expect([u[5_000], u[99_999]]).toEqual(reference.far)
})

test('a longer draw begins with the shorter one', () => {
  expect([...uniformData(key(1), 'f32', 3)]).toEqual([...uniformData(key(1), 'f32', 50).subarray(0, 3)])
})

test.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])('a seed of %d is a RangeError', (seed) => {
  expect(() => key(seed)).toThrow(new RangeError(`key: a seed is a whole number from 0 to 2^53 - 1, got ${seed}`))
})

describe('statistics of 100,000 numbers, within 5 standard errors', () => {
  const n = 100_000
  const moments = (x: Iterable<number>): readonly number[] =>
    [1, 2, 3, 4].map((p) => [...x].reduce((sum, v) => sum + v ** p, 0) / n)
  const within = (got: readonly number[], expected: readonly number[], variances: readonly number[]): void => {
    for (const [i, m] of got.entries())
      expect(Math.abs(m - expected[i]!)).toBeLessThan(5 * Math.sqrt(variances[i]! / n))
  }
  for (const dtype of ['f32', 'f64'] as const) {
    test(`uniform ${dtype}`, () => {
      const u = uniformData(key(11), dtype, n)
      expect(u.every((x: number) => x >= 0 && x < 1)).toBe(true)
      // E u^p = 1/(p+1), Var u^p = 1/(2p+1) - 1/(p+1)²
      within(
        moments(u),
        [1 / 2, 1 / 3, 1 / 4, 1 / 5],
        [1, 2, 3, 4].map((p) => 1 / (2 * p + 1) - 1 / (p + 1) ** 2),
      )
    })
    test(`normal ${dtype}`, () => {
      // E z^p = 0, 1, 0, 3; E z^2p = 1, 3, 15, 105
      within(moments(normalData(key(12), dtype, n)), [0, 1, 0, 3], [1, 2, 15, 96])
    })
  }
  test('bernoulli', () => {
    const heads = [...read(bernoulli(key(13), 0.3, [n]))].reduce((a, b) => a + b, 0) / n
    expect(Math.abs(heads - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / n))
  })
  test('neighbours and streams of split keys are uncorrelated', () => {
    const [a, b] = split(key(14)).map((k) => uniformData(k, 'f64', n))
    const correlation = (x: (i: number) => number, y: (i: number) => number): number => {
      let sum = 0
      for (let i = 0; i < n - 1; i++) sum += (x(i) - 0.5) * (y(i) - 0.5) * 12
      return sum / n
    }
    expect(
      Math.abs(
        correlation(
          (i) => a![i]!,
          (i) => b![i]!,
        ),
      ),
    ).toBeLessThan(5 / Math.sqrt(n))
    expect(
      Math.abs(
        correlation(
          (i) => a![i]!,
          (i) => a![i + 1]!,
        ),
      ),
    ).toBeLessThan(5 / Math.sqrt(n))
  })
})

describe('permutation', () => {
  test.each([0, 1, 2, 10, 1000])('of %d is a permutation', (size) => {
    expect([...permutation(key(size), size)].toSorted((a, b) => a - b)).toEqual([...Array(size).keys()])
  })
  test('every order is equally likely: chi-square over the 24 orders of 4', () => {
    const draws = 24_000
    const counts = new Map<string, number>()
    for (const k of split(key(15), draws)) {
      const order = [...permutation(k, 4)].join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    const expected = draws / 24
    const chiSquare = [...counts.values()].reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0)
    expect(chiSquare).toBeLessThan(49.73) // 23 degrees of freedom, p = 0.001
  })
})

describe('erfinv', () => {
  test.each(reference.erfinv)('of %d is %d as in SciPy', (x, expected) => {
    if (x === 0) expect(erfinv(x)).toBe(0)
    else expect(Math.abs(erfinv(x) / expected - 1)).toBeLessThan(4e-16 * 4)
  })
  test('is infinite at -1 and 1, NaN beyond', () => {
    expect([erfinv(1), erfinv(-1), erfinv(1.5)]).toEqual([Infinity, -Infinity, Number.NaN])
  })
})
