/** Integrals from 0 to 1 by Gauss and Legendre. */
import { positive } from '../../core/positive.js'

/** Nodes in ascending order between 0 and 1, and their weights, which sum to 1. */
export interface Quadrature {
  readonly nodes: readonly number[]
  readonly weights: readonly number[]
}

/** `Pₙ(x)` and its derivative, by the recurrence of three terms. */
const legendre = (n: number, x: number): readonly [value: number, slope: number] => {
  let [before, now] = [1, x]
  for (let k = 2; k <= n; k++) [before, now] = [now, ((2 * k - 1) * x * now - (k - 1) * before) / k]
  return [now, (n * (x * now - before)) / (x * x - 1)]
}

/**
 * The rule of `n` nodes: exact for polynomials up to degree `2n - 1`. Nodes are the zeros of the Legendre polynomial
 * `Pₙ`, by Newton's method, from the middle of the unit interval outwards exact to rounding for `n` up to some thousands.
 * Throws `RangeError` unless `n` is a positive integer.
 */
export const gaussLegendre = (n: number): Quadrature => {
  positive('gaussLegendre', 'nodes', n)
  const found = Array.from({ length: n }, (_, i) => {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    for (let step = 0; step < 8; step++) {
      const [value, slope] = legendre(n, x)
      x -= value / slope
    }
    if (n === 1) return { node: 0.5, weight: 1 }
    return { node: (1 + x) / 2, weight: 1 / ((1 - x * x) * legendre(n, x)[1] ** 2) }
  })
  return { nodes: found.map(({ node }) => node), weights: found.map(({ weight }) => weight) }
}
