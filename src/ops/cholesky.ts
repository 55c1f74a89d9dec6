/** Symmetric positive definite matrices by their triangular factor. */
import { type Float, isFloat } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { type Dim, type Shape, sizeOf } from '../core/shape.js'
import { type AnyTensor, literal, type Tensor } from '../core/tensor.js'
import { add } from './add.js'
import { type NoAttrs, noAttrs } from './elementwise.js'
import { log } from './log.js'
import { matmul } from './matmul.js'
import { diagonal } from './matrix.js'
import { mul } from './mul.js'
import { transpose } from './permute.js'
import type { Solve } from './solve.js'
import { rounded, sum } from './sum.js'
import { triangularSolve } from './triangularSolve.js'

/** Factors the lower triangle in place; NaN where the matrix is not positive definite, zeros above. */
const factor = (l: Float64Array, n: number): void => {
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) {
      l[k * n + j] = 0
      for (let i = j; i < n; i++) l[i * n + j]! -= l[i * n + k]! * l[j * n + k]!
    }
    const pivot = l[j * n + j]! > 0 ? Math.sqrt(l[j * n + j]!) : Number.NaN
    for (let i = j; i < n; i++) l[i * n + j]! /= pivot
    l[j * n + j] = pivot
  }
  if (n > 0 && Number.isNaN(l[n * n - 1]!)) for (let i = 0; i < n; i++) l.fill(Number.NaN, i * n, i * n + i + 1)
}

/** `Φ`: the lower triangle with half of the diagonal. */
const half = (x: AnyTensor): any => {
  const n = x.shape.at(-1)!
  const weights = Float64Array.from({ length: n * n }, (_, i) => (Math.sign(Math.floor(i / n) - (i % n)) + 1) / 2)
  return mul(x as any, literal([n, n], weights, x.dtype) as any)
}

export const choleskyOp: Op<NoAttrs, readonly [AnyTensor]> = {
  name: 'cholesky',
  shape: (_, { shape, dtype }) => {
    if (shape.length < 2 || shape.at(-1) !== shape.at(-2))
      throw new ShapeError('cholesky', 'square matrices […, n, n]', shape)
    if (!isFloat(dtype)) throw new DTypeError('cholesky', 'a floating element type', dtype)
    return shape
  },
  forward: (_, out, [a]) => {
    const n = out.shape.at(-1)!
    const y = Float64Array.from(a!)
    for (let i = 0; i < sizeOf(out.shape.slice(0, -2)); i++) factor(y.subarray(i * n * n, (i + 1) * n * n), n)
    return rounded(out.dtype, y)
  },
  backward: (_, dy, l: any) => {
    // P = L⁻ᵀ·Φ(Lᵀ·dL)·L⁻¹; what the lower triangle alone feels of P + Pᵀ is that triangle, with half of the diagonal.
    const back = triangularSolve({ transposed: true }) as any
    const inner = half((matmul as any)(transpose(l), dy))
    const p: any = transpose(back(l, transpose(back(l, inner))))
    return [half(add(p, transpose(p as AnyTensor as any) as any))]
  },
  domain: (
    [
      [[3, 3], 4],
      [[2, 2, 2], 3],
      [[1, 1], 2],
      [[0, 0], 2],
    ] as const
  ).map(([shape, diagonal]) => ({ attrs: {}, args: [{ shape, min: -1, max: 1, diagonal }] })),
}

type Square<L extends Shape, N extends Dim, D extends Float> = Tensor<readonly [...L, N, NoInfer<N>], D>

/**
 * The lower triangular `L` with `L·Lᵀ = A` and a positive diagonal, of each symmetric positive definite matrix
 * `[…, n, n]`. A matrix that is not symmetric stands for its symmetric part `(A + Aᵀ)/2`, so that derivatives are
 * symmetric. Computed in f64. Where the matrix is not positive definite the lower triangle is NaN (an expression cannot
 * throw on numbers).
 * Derivative: `dA = (P + Pᵀ)/2` with `P = L⁻ᵀ·Φ(Lᵀ·dL)·L⁻¹`, where `Φ` takes the lower triangle with half of the
 * diagonal. Throws `ShapeError` where the matrices are not square.
 * Source: Murray, "Differentiation of the Cholesky decomposition" (2016).
 */
export const cholesky = <L extends Shape, N extends Dim, D extends Float>(
  a: Square<L, N, D>,
): Tensor<readonly [...L, N, N], D> => {
  choleskyOp.shape(noAttrs, a as AnyTensor) // before the transposed could broadcast
  return apply(choleskyOp, noAttrs, mul(add(a as any, transpose(a as any) as any) as any, 0.5))
}

/**
 * `X` with `A·X = B` where `A = L·Lᵀ` by its factor `L` from `cholesky`: `[…, n, n]` and `[…, n, m] → […, n, m]`.
 * One factor serves many right sides. Derivative: that of two triangular systems.
 */
export const choleskySolve: Solve = ((l: any, b: any) =>
  triangularSolve({ transposed: true })(l, (triangularSolve() as any)(l, b))) as Solve

/**
 * `ln det A` of each symmetric positive definite matrix: `[…, n, n] → […]`, `2·Σ ln Lᵢᵢ`. The determinant itself would
 * overflow. NaN where `A` is not positive definite. Derivative: `A⁻¹`.
 */
export const logDet = <L extends Shape, N extends Dim, D extends Float>(a: Square<L, N, D>): Tensor<L, D> =>
  mul(sum(log(diagonal(cholesky(a as any)) as any), [-1] as any) as any, 2) as any
