/** Systems of linear equations whose matrix is a triangle. */
import { apply, type Op } from '../core/op.js'
import type { AnyTensor } from '../core/tensor.js'
import { matmul } from './matmul.js'
import { tril, triu } from './matrix.js'
import { neg } from './neg.js'
import { transpose } from './permute.js'
import { eachSystem, type Solve, systemDraws, systemShape, systems } from './solve.js'

type TriangularAttrs = { readonly lower: boolean; readonly transposed: boolean }

export const triangularSolveOp: Op<TriangularAttrs, readonly [AnyTensor, AnyTensor]> = {
  name: 'triangularSolve',
  shape: (_, a, b) => systemShape('triangularSolve', a, b),
  forward: ({ lower, transposed }, out, args) =>
    eachSystem(out, args, (a, x, n, m) => {
      const downwards = lower !== transposed
      for (let step = 0; step < n; step++) {
        const i = downwards ? step : n - 1 - step
        for (let other = 0; other < step; other++) {
          const k = downwards ? other : n - 1 - other
          const by = transposed ? a[k * n + i]! : a[i * n + k]!
          for (let j = 0; j < m; j++) x[i * m + j]! -= by * x[k * m + j]!
        }
        for (let j = 0; j < m; j++) x[i * m + j]! /= a[i * n + i]!
      }
    }),
  backward: ({ lower, transposed }, dy, y: any, a) => {
    const db: any = apply(triangularSolveOp, { lower, transposed: !transposed }, a, dy)
    const da: any = neg((matmul as any)(...(transposed ? [y, transpose(db)] : [db, transpose(y)])))
    return [lower ? tril(da) : triu(da), db]
  },
  domain: [
    { lower: true, transposed: false },
    { lower: true, transposed: true },
    { lower: false, transposed: false },
    { lower: false, transposed: true },
  ].flatMap((attrs, i) =>
    systemDraws.filter((_, at) => i === 0 || at === (i === 3 ? 1 : 0)).map((args) => ({ attrs, args })),
  ),
}

/**
 * `X` with `T·X = B` for a triangle `T` (default the lower one of the matrix; nothing else of it is read), or with
 * `Tᵀ·X = B`: `[…, n, n]` and `[…, n, m] → […, n, m]`, one system for each of the `m` columns. Leading axes broadcast.
 * By substitution, in f64. Not finite where a number on the diagonal is 0.
 * Derivative: `dB = T⁻ᵀ·dX`, and by the matrix the triangle of `-dB·Xᵀ`. Throws `ShapeError` where the shapes are no
 * systems.
 *
 * @example triangularSolve()(cholesky(a), b)
 */
export const triangularSolve = ({
  lower = true,
  transposed = false,
}: {
  readonly lower?: boolean
  readonly transposed?: boolean
} = {}): Solve => systems('triangularSolve', (a, b) => apply(triangularSolveOp, { lower, transposed }, a, b))
