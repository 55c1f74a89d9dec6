/** Trees of tensors by their numbers: closeness, inner products, directions, central differences. */
import { foldIn, isFloat, key, leaves, literal, mapTree, type Numbers, uniform } from '../src/core/index.js'
import type { AnyTensor } from '../src/core/tensor.js'
import { eqTree, read, readTree } from '../src/engine/index.js'

/** The numbers of all tensors of a tree, one after another. */
export const numbers = (tree: unknown): readonly number[] =>
  (readTree(leaves(tree)) as readonly Numbers[]).flatMap((row) => [...row])

/** `|a - b| ≤ tolerance · (1 + |a| + |b|)` */
export const near = (a: number, b: number, tolerance = 1e-10): boolean =>
  a === b || (Number.isFinite(a - b) && Math.abs(a - b) <= tolerance * (1 + Math.abs(a) + Math.abs(b)))

/** Trees of one structure, one shape and element type at each leaf, and near numbers. */
export const close = (a: unknown, b: unknown, tolerance = 1e-10): boolean => eqTree<unknown>(tolerance).equals(a, b)
/** `close` without a tolerance: NaN equals NaN, and 0 equals -0. */
export const same = (a: unknown, b: unknown): boolean => close(a, b, 0)

export const finite = (tree: unknown): boolean => numbers(tree).every(Number.isFinite)

/** `⟨a, b⟩`: the sum of the products of all numbers of two trees of one structure. */
export const inner = (a: unknown, b: unknown): number => {
  const other = numbers(b)
  return numbers(a).reduce((total, x, i) => total + x * other[i]!, 0)
}

/** A direction for every floating leaf of a tree, uniform on [-1, 1) under a seed; zeros for the others. */
export const direction = <T>(seed: number, tree: T): T => {
  let leaf = 0
  return mapTree((t: AnyTensor) => {
    const k = foldIn(key(seed), leaf++)
    return isFloat(t.dtype)
      ? uniform(k, t.shape, { min: -1, max: 1, dtype: t.dtype })
      : literal(t.shape, new Int32Array(read(t).length), t.dtype)
  }, tree)
}

/** `x + step · v`, by plain arithmetic; only floating leaves move. */
export const moved = <A>(x: A, step: number, v: A): A =>
  mapTree(
    (p: AnyTensor, d: AnyTensor) => {
      if (!isFloat(p.dtype)) return p
      const by = read(d)
      return literal(
        p.shape,
        Array.from(read(p), (value, i) => value + step * by[i]!),
        p.dtype,
      )
    },
    x,
    v,
  )

/** `(f(x + eps·v) - f(x - eps·v)) / 2·eps`, all numbers of the result. In f64, good to about 1e-9. */
export const centralDifference = <A, B>(f: (a: A) => B, x: A, v: A, eps = 1e-5): readonly number[] => {
  const before = numbers(f(moved(x, -eps, v)))
  return numbers(f(moved(x, eps, v))).map((after, i) => (after - before[i]!) / (2 * eps))
}

/** Whether `⟨J·v, w⟩ = ⟨v, Jᵀ·w⟩`, with `J·v` by central differences of `f` at `x`. */
export const adjoint = <A, B>(f: (a: A) => B, x: A, v: A, w: B, pulled: A, tolerance = 1e-7): boolean => {
  const other = numbers(w)
  const forwards = centralDifference(f, x, v).reduce((total, d, i) => total + d * other[i]!, 0)
  return near(forwards, inner(v, pulled), tolerance)
}
