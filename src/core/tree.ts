/**
 * Parameters, gradients and optimizer state are plain trees (records, tuples, nested) with tensors at the leaves.
 * Anything that is neither a tensor, an array nor a record is carried along unchanged.
 */
import { sameShape } from './shape.js'
import { type AnyTensor, isTensor } from './tensor.js'

/** The tree `T` with every tensor replaced by `B`. */
export type MapTree<T, B> = T extends AnyTensor
  ? B
  : T extends readonly unknown[] | { readonly [key: string]: unknown } | object
    ? { readonly [K in keyof T]: MapTree<T[K], B> }
    : T

const isRecord = (u: unknown): u is { readonly [key: string]: unknown } => typeof u === 'object' && u !== null

const walk = (f: (...xs: any[]) => unknown, trees: readonly any[], path: string): unknown => {
  const [first] = trees
  if (isTensor(first)) return f(...trees)
  const at = (key: string | number): unknown =>
    walk(
      f,
      trees.map((t) => {
        if (isRecord(t) && key in t) return t[key]
        throw new TypeError(`mapTree: trees of different structure: ${path}/${key} is missing in one of them`)
      }),
      `${path}/${key}`,
    )
  if (Array.isArray(first)) return first.map((_, i) => at(i))
  if (isRecord(first)) return Object.fromEntries(Object.keys(first).map((k) => [k, at(k)]))
  return first
}

/**
 * Maps the tensors of a tree, or of several trees of one structure, and keeps the structure, in value and in type.
 * Throws `TypeError` naming the path where the structures differ.
 *
 * @example mapTree((w, g) => sub(w, mul(g, 0.1)), params, gradient)
 */
export const mapTree: {
  <T>(f: (x: any, ...ys: readonly any[]) => AnyTensor, tree: T, ...rest: readonly unknown[]): T
  <T, B>(f: (x: any, ...ys: readonly any[]) => B, tree: T, ...rest: readonly unknown[]): MapTree<T, B>
} = (f: (...xs: any[]) => unknown, ...trees: readonly unknown[]): any => walk(f, trees, '')

/** The tensors of a tree with their paths (`0/weights`), in the order of its keys. */
export const entries = (tree: unknown, path = ''): readonly (readonly [path: string, tensor: AnyTensor])[] => {
  if (isTensor(tree)) return [[path, tree]]
  if (!isRecord(tree)) return []
  return Object.keys(tree).flatMap((k) => entries(tree[k], path === '' ? k : `${path}/${k}`))
}

/** Whether two trees have tensors of the same shapes and element types at the same paths. */
export const sameForm = (a: unknown, b: unknown): boolean => {
  const [x, y] = [entries(a), entries(b)]
  return (
    x.length === y.length &&
    x.every(([path, t], i) => path === y[i]![0] && t.dtype === y[i]![1].dtype && sameShape(t.shape, y[i]![1].shape))
  )
}

/** The tensors of a tree, in the order of its keys. */
export const leaves = (tree: unknown): readonly AnyTensor[] => {
  const out: AnyTensor[] = []
  const visit = (t: unknown): void => {
    if (isTensor(t)) out.push(t)
    else if (isRecord(t)) for (const k of Object.keys(t)) visit(t[k])
  }
  visit(tree)
  return out
}
