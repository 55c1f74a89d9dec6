/** Parts of matrices and matrices of parts: triangles, diagonals. No record of their own. */
import type { DType, Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { type Dim, type Shape, sizeOf } from '../core/shape.js'
import { type AnyTensor, literal, type Tensor } from '../core/tensor.js'
import type { Numeric } from './elementwise.js'
import { mul } from './mul.js'
import { reshape } from './reshape.js'
import { pad, slice } from './slice.js'
import { full, sum } from './sum.js'
import { where } from './where.js'

/** `[…, m, n]` as `[…]`, `m` and `n`. */
const split = (name: string, { shape }: AnyTensor): readonly [Shape, number, number] => {
  if (shape.length < 2) throw new ShapeError(name, '[…, m, n]', shape)
  return [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!]
}

const masked =
  (name: string, keeps: (row: number, column: number) => boolean) =>
  (x: AnyTensor): any => {
    const [, m, n] = split(name, x)
    const mask = Uint8Array.from({ length: m * n }, (_, i) => (keeps(Math.floor(i / n), i % n) ? 1 : 0))
    return where(literal([m, n], mask, 'bool') as any, x as any, 0)
  }

/**
 * The lower triangle of each matrix `[…, m, n]`, zeros above it. `offset` moves its edge: 1 keeps one diagonal more,
 * -1 one less. Derivative: the lower triangle of the cotangent. What is cut may be anything, NaN included.
 */
export const tril = <S extends Shape, D extends DType>(x: Tensor<S, D>, offset = 0): Tensor<S, D> =>
  masked('tril', (row, column) => column - row <= offset)(x)
/** The upper triangle of each matrix `[…, m, n]`, zeros below it; 1 keeps one diagonal less, -1 one more. As `tril`. */
export const triu = <S extends Shape, D extends DType>(x: Tensor<S, D>, offset = 0): Tensor<S, D> =>
  masked('triu', (row, column) => column - row >= offset)(x)

/** The shape of the diagonals of `[…, m, n]`: `[…, n]` where `m` is `n`, else of a size for run time. */
type Diagonal<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [...infer L extends Shape, infer M extends Dim, infer N extends Dim]
    ? readonly [...L, [M, N] extends [N, M] ? N : number]
    : never

/** The main diagonal of each matrix: `[…, m, n] → […, min(m, n)]`. Derivative: a matrix with the cotangent on it. */
export const diagonal = <S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<Diagonal<S>, D> => {
  const [rest, m, n] = split('diagonal', x)
  const count = Math.min(m, n)
  const zeros = rest.map(() => 0)
  const ones = rest.map(() => 1)
  const square: AnyTensor = slice(x, { start: [...zeros, 0, 0], stop: [...rest, count, n] })
  const row: AnyTensor = reshape(square, [...rest, count * n])
  const stop = count === 0 ? 0 : (count - 1) * (n + 1) + 1
  return slice(row, { start: [...zeros, 0], stop: [...rest, stop], step: [...ones, n + 1] }) as AnyTensor as never
}

/** Square matrices of zeros with `x` on the diagonal: `[…, n] → […, n, n]`. Derivative: the diagonal. */
export const diag = <L extends Shape, N extends Dim, D extends DType>(
  x: Tensor<readonly [...L, N], D>,
): Tensor<readonly [...L, N, N], D> => {
  const shape: Shape = x.shape
  const n = shape.at(-1)
  if (n === undefined) throw new ShapeError('diag', '[…, n]', shape)
  const zeros = shape.map(() => 0)
  const row: AnyTensor = pad(x, { before: zeros, after: zeros, between: [...zeros.slice(1), n] })
  return reshape(row, [...shape, n]) as AnyTensor as never
}

/** The sum of the diagonal of each matrix: `[…, n, n] → […]`. Derivative: the cotangent on the diagonal. */
export const trace = <L extends Shape, N extends Dim, D extends Numeric>(
  x: Tensor<readonly [...L, N, NoInfer<N>], D>,
): Tensor<L, D> => {
  const [, m, n] = split('trace', x)
  if (m !== n) throw new ShapeError('trace', 'square matrices […, n, n]', x.shape)
  return sum(diagonal(x) as any, [-1] as any) as any
}

/** The identity matrix `[n, n]`. */
export const eye = <const N extends Dim, D extends DType = 'f32'>(
  n: N,
  dtype: D = 'f32' as D,
): Tensor<readonly [N, N], NoInfer<D>> => diag(full([n], 1, dtype)) as never

/** All products of two vectors: `[m]` and `[n] → [m, n]`, `a bᵀ`. Derivative: `dy·b` by `a`, `dyᵀ·a` by `b`. */
export const outer = <M extends Dim, N extends Dim, D extends Float>(
  a: Tensor<readonly [M], D>,
  b: Tensor<readonly [N], NoInfer<D>>,
): Tensor<readonly [M, N], D> => {
  if ((a.shape as Shape).length !== 1 || (b.shape as Shape).length !== 1)
    throw new ShapeError('outer', '[m] and [n]', a.shape, b.shape)
  return mul(reshape(a, [sizeOf(a.shape), 1]) as any, b as any) as any
}
