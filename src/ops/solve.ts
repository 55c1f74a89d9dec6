/** Systems of linear equations: `A·X = B`. */
import { type Data, type Float, isFloat } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Draw, type Op, type Spec } from '../core/op.js'
import { type Dim, type Shape, sameShape, sizeOf } from '../core/shape.js'
import type { Broadcast, Fits } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { broadcastShape, type NoAttrs, noAttrs } from './elementwise.js'
import { matmul } from './matmul.js'
import { eye } from './matrix.js'
import { neg } from './neg.js'
import { transpose } from './permute.js'
import { broadcastTo, rounded } from './sum.js'

/** The shape rule of a system: square matrices `[…, n, n]` and right sides `[…, n, m]`. */
export const systemShape = (name: string, a: Spec, b: Spec): Shape => {
  const [n, m] = [a.shape.at(-1), a.shape.at(-2)]
  const fits = n !== undefined && n === m && b.shape.length >= 2 && b.shape.at(-2) === n
  if (!fits || !sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2)))
    throw new ShapeError(name, '[…, n, n] and […, n, m]', a.shape, b.shape)
  if (!isFloat(a.dtype) || a.dtype !== b.dtype)
    throw new DTypeError(name, 'one floating element type', a.dtype, b.dtype)
  return b.shape
}

/** Solves each system of a batch in f64: `one` gets copies of a matrix and of its right sides and changes the latter. */
export const eachSystem = (
  out: Spec,
  [a, b]: readonly Data[],
  one: (a: Float64Array, x: Float64Array, n: number, m: number) => void,
): Data => {
  const [n, m] = [out.shape.at(-2)!, out.shape.at(-1)!]
  const y = Float64Array.from(b!)
  for (let i = 0; i < sizeOf(out.shape.slice(0, -2)); i++)
    one(Float64Array.from(a!.subarray(i * n * n, (i + 1) * n * n)), y.subarray(i * n * m, (i + 1) * n * m), n, m)
  return rounded(out.dtype, y) // rounded once, at the end
}

/** The public function of a system's record: leading axes broadcast. */
export const systems = (name: string, apply: (a: AnyTensor, b: AnyTensor) => AnyTensor): Solve =>
  ((a: AnyTensor, b: AnyTensor) => {
    const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)]
    if (sameShape(left, right)) return apply(a, b)
    const batch = broadcastShape(name, left, right)
    return apply(broadcastTo(a, [...batch, ...a.shape.slice(-2)]), broadcastTo(b, [...batch, ...b.shape.slice(-2)]))
  }) as any

/** Matrices and right sides of systems that the laws solve: batches, one unknown, none; well-conditioned. */
export const systemDraws: readonly (readonly [Draw, Draw])[] = (
  [
    [[3, 3], [3, 2], 4],
    [[2, 2, 2], [2, 2, 1], 3],
    [[1, 1], [1, 3], 2],
    [[0, 0], [0, 2], 2],
  ] as const
).map(([a, b, diagonal]) => [
  { shape: a, min: -1, max: 1, diagonal },
  { shape: b, min: -2, max: 2 },
])

/** Gaussian elimination with row exchanges, on `a` and on `x` at once. */
const eliminate = (a: Float64Array, x: Float64Array, n: number, m: number): void => {
  const exchange = (y: Float64Array, width: number, i: number, j: number): void => {
    const row = y.slice(i * width, (i + 1) * width)
    y.copyWithin(i * width, j * width, (j + 1) * width)
    y.set(row, j * width)
  }
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i
    if (pivot !== k) {
      exchange(a, n, k, pivot)
      exchange(x, m, k, pivot)
    }
    for (let i = k + 1; i < n; i++) {
      const by = a[i * n + k]! / a[k * n + k]!
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= by * a[k * n + j]!
      for (let j = 0; j < m; j++) x[i * m + j]! -= by * x[k * m + j]!
    }
  }
  for (let i = n - 1; i >= 0; i--)
    for (let j = 0; j < m; j++) {
      let rest = x[i * m + j]!
      for (let k = i + 1; k < n; k++) rest -= a[i * n + k]! * x[k * m + j]!
      x[i * m + j] = rest / a[i * n + i]!
    }
}

export const solveOp: Op<NoAttrs, readonly [AnyTensor, AnyTensor]> = {
  name: 'solve',
  shape: (_, a, b) => systemShape('solve', a, b),
  forward: (_, out, args) => eachSystem(out, args, eliminate),
  backward: (_, dy, y, a) => {
    const db: any = apply(solveOp, noAttrs, transpose(a as any), dy)
    return [neg((matmul as any)(db, transpose(y as any))), db]
  },
  domain: systemDraws.map((args) => ({ attrs: {}, args })),
}

/** `[…, n, n]` and `[…, n, m] → […, n, m]`, leading axes broadcasting. */
export interface Solve {
  <N extends Dim, M extends Dim, D extends Float>(
    a: Tensor<readonly [N, NoInfer<N>], D>,
    b: Tensor<readonly [NoInfer<N>, M], NoInfer<D>>,
  ): Tensor<readonly [N, M], D>
  <A extends Shape, B extends Shape, N extends Dim, M extends Dim, D extends Float>(
    a: Tensor<readonly [...A, N, NoInfer<N>], D>,
    b: Tensor<readonly [...B, NoInfer<N>, M], NoInfer<D>> & Fits<A, B>,
  ): Tensor<readonly [...Broadcast<A, B>, N, M], D>
}

/**
 * `X` with `A·X = B`: `[…, n, n]` and `[…, n, m] → […, n, m]`, one system for each of the `m` columns. Leading axes
 * broadcast. By elimination with row exchanges, in f64. Where `A` is singular the result is not finite (an expression
 * cannot throw on numbers).
 * Derivative: `dB = A⁻ᵀ·dX`, `dA = -dB·Xᵀ`. Throws `ShapeError` where the shapes are no systems.
 */
export const solve: Solve = systems('solve', (a, b) => apply(solveOp, noAttrs, a, b))

/** `A⁻¹` of each matrix `[…, n, n]`. To solve equations, `solve` is faster and more accurate. Not finite where singular. */
export const inverse = <L extends Shape, N extends Dim, D extends Float>(
  a: Tensor<readonly [...L, N, NoInfer<N>], D>,
): Tensor<readonly [...L, N, N], D> => solve(a as any, eye((a.shape as Shape).at(-1) ?? 0, a.dtype) as any) as any
