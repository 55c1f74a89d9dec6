/** Equality and printing of tensors, by their numbers. */
import type { Eq } from 'fp-ts/lib/Eq.js'
import type { Show } from 'fp-ts/lib/Show.js'
import { type Shape, sameShape, showShape } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { entries } from '../core/tree.js'
import { read, readTree } from './read.js'

/** Equal shapes, element types and numbers; NaN equals NaN and 0 equals -0. */
export const eqTensor: Eq<AnyTensor> = {
  equals: (a, b) => a.dtype === b.dtype && sameShape(a.shape, b.shape) && near(0)(read(a), read(b)),
}

/** Trees of one structure whose numbers differ by at most `tolerance · (1 + |a| + |b|)`. */
export const eqTree = <T>(tolerance = 0): Eq<T> => ({
  equals: (a, b) => {
    const [x, y] = [entries(a), entries(b)]
    const [p, q] = [readTree(x), readTree(y)]
    return (
      x.length === y.length &&
      x.every(
        ([path, t], i) => path === y[i]![0] && t.dtype === y[i]![1].dtype && sameShape(t.shape, y[i]![1].shape),
      ) &&
      p.every(([, numbers], i) => near(tolerance)(numbers as never, q[i]![1] as never))
    )
  },
})
const near =
  (tolerance: number) =>
  (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
    a.length === b.length &&
    Array.prototype.every.call(a, (x: number, i: number) => {
      const y = b[i]!
      return (
        x === y ||
        (Number.isNaN(x) && Number.isNaN(y)) ||
        (Number.isFinite(x - y) && Math.abs(x - y) <= tolerance * (1 + Math.abs(x) + Math.abs(y)))
      )
    })

const nested = (numbers: ArrayLike<number>, shape: Shape, from: number): string => {
  const [rows, ...rest] = shape
  if (rows === undefined) return String(numbers[from])
  const width = rest.reduce((n, d) => n * d, 1)
  return `[${Array.from({ length: rows }, (_, i) => nested(numbers, rest, from + i * width)).join(', ')}]`
}

/** `f32 [2, 2] [[1, 2], [3, 4]]` */
export const showTensor: Show<AnyTensor> = {
  show: (t) => `${t.dtype} ${showShape(t.shape)} ${nested(read(t) as ArrayLike<number>, t.shape, 0)}`,
}
