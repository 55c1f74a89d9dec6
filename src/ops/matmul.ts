/** Matrix product. */
import type { Float } from '../core/dtype.js'
import { DTypeError, ShapeError } from '../core/errors.js'
import { apply, type Op } from '../core/op.js'
import { type Dim, type Shape, sameShape, sizeOf } from '../core/shape.js'
import type { Broadcast, Fits } from '../core/sizes.js'
import type { AnyTensor, Tensor } from '../core/tensor.js'
import { broadcastShape, noAttrs } from './elementwise.js'
import { transpose } from './permute.js'
import { broadcastTo, rounded } from './sum.js'

export const matmulOp: Op<Readonly<Record<string, never>>, readonly [AnyTensor, AnyTensor]> = {
  name: 'matmul',
  shape: (_, { shape: a, dtype }, { shape: b, dtype: other }) => {
    if (a.length < 2 || b.length < 2 || a.at(-1) !== b.at(-2) || !sameShape(a.slice(0, -2), b.slice(0, -2)))
      throw new ShapeError('matmul', a.length + b.length === 4 ? '[m, k] and [k, n]' : '[…, m, k] and […, k, n]', a, b)
    if (dtype !== other) throw new DTypeError('matmul', 'one element type', dtype, other)
    return [...a.slice(0, -1), b.at(-1)!]
  },
  forward: (_, out, [a, b], [left]) => {
    const [m, n, k] = [out.shape.at(-2)!, out.shape.at(-1)!, left!.shape.at(-1)!]
    const y = new Float64Array(sizeOf(out.shape)) // rounded once, at the end
    for (let row = 0, batch = 0; row < y.length / Math.max(n, 1); row++, batch = Math.floor(row / m))
      for (let p = 0; p < k; p++) {
        const x = a![row * k + p]!
        const from = (batch * k + p) * n
        for (let j = 0; j < n; j++) y[row * n + j]! += x * b![from + j]!
      }
    return rounded(out.dtype, y)
  },
  backward: (_, dy, _y, a, b) => [matmul(dy as any, transpose(b as any)), matmul(transpose(a as any), dy as any)],
  domain: [
    {
      attrs: {},
      args: [
        { shape: [2, 3], min: -2, max: 2 },
        { shape: [3, 4], min: -2, max: 2 },
      ],
    },
    {
      attrs: {},
      args: [
        { shape: [2, 1, 3], min: -2, max: 2 },
        { shape: [2, 3, 2], min: -2, max: 2 },
      ],
    },
    {
      attrs: {},
      args: [
        { shape: [2, 0], min: -2, max: 2 },
        { shape: [0, 2], min: -2, max: 2 },
      ],
    },
  ],
  notation: { text: '{0} @ {1}', latex: '{0} \\, {1}', binds: 1.5, needs: [3, 3] },
}

interface Matmul {
  <M extends Dim, K extends Dim, N extends Dim, D extends Float>(
    a: Tensor<readonly [M, K], D>,
    b: Tensor<readonly [NoInfer<K>, N], NoInfer<D>>,
  ): Tensor<readonly [M, N], D>
  <A extends Shape, B extends Shape, M extends Dim, K extends Dim, N extends Dim, D extends Float>(
    a: Tensor<readonly [...A, M, K], D>,
    b: Tensor<readonly [...B, NoInfer<K>, N], NoInfer<D>> & Fits<A, B>,
  ): Tensor<readonly [...Broadcast<A, B>, M, N], D>
}

/**
 * `[m, k] · [k, n] → [m, n]`, over leading axes in parallel: `[…, m, k] · […, k, n] → […, m, n]`. Leading axes
 * broadcast. Accumulates in f64.
 * Derivative: `dy · bᵀ` by `a`, `aᵀ · dy` by `b`. Throws `ShapeError` where the inner sizes differ.
 */
export const matmul: Matmul = ((a: AnyTensor, b: AnyTensor) => {
  const [left, right] = [a.shape.slice(0, -2), b.shape.slice(0, -2)]
  if (sameShape(left, right)) return apply(matmulOp, noAttrs, a, b)
  const batch = broadcastShape('matmul', left, right)
  return apply(
    matmulOp,
    noAttrs,
    broadcastTo(a, [...batch, ...a.shape.slice(-2)]),
    broadcastTo(b, [...batch, ...b.shape.slice(-2)]),
  )
}) as Matmul
