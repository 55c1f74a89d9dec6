/** Streams of numbers that change, the same in every language, and what a detector says of them. */
import type { Detector, Verdict } from '../../src/streams/index.js'

/** So many values, from one level to another. */
export type Piece = readonly [count: number, start: number, end: number]

/** Park and Miller's generator, which any language computes exactly. */
const uniforms = (seed: number): (() => number) => {
  let x = seed
  return () => {
    x = (x * 48271) % 2147483647
    return x / 2147483647
  }
}
const levels = (pieces: readonly Piece[]): readonly number[] =>
  pieces.flatMap(([count, start, end]) => Array.from({ length: count }, (_, i) => start + (end - start) * (i / count)))

/** 1 with the probability of the level, else 0. */
export const errorsOf = (seed: number, pieces: readonly Piece[]): readonly number[] => {
  const u = uniforms(seed)
  return levels(pieces).map((p) => (u() < p ? 1 : 0))
}
/** About the level: at most `width` from it. */
export const numbersOf = (seed: number, pieces: readonly Piece[], width: number): readonly number[] => {
  const u = uniforms(seed)
  return levels(pieces).map((p) => p + width * (u() + u() - 1))
}
/** `count` about 0 of width 1, and as many of width 3. */
export const wideningOf = (seed: number, count: number): readonly number[] => {
  const u = uniforms(seed)
  return Array.from({ length: 2 * count }, (_, i) => (i < count ? 1 : 3) * (u() - 0.5))
}

/** The states after each value, and their verdicts. */
export const verdictsOf = <S>(
  { init, update, verdict }: Detector<S>,
  values: readonly number[],
): { readonly states: readonly S[]; readonly verdicts: readonly Verdict[] } => {
  const states: S[] = []
  for (const value of values) states.push(update(states.at(-1) ?? init, value))
  return { states, verdicts: states.map(verdict) }
}
