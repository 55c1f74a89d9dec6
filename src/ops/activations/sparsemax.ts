/** Sparsemax. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { AxisOf } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../cast.js'
import { greater, greaterEqual } from '../compare.js'
import { div } from '../div.js'
import { mul } from '../mul.js'
import { reshape } from '../reshape.js'
import { stopGradient } from '../stopGradient.js'
import { sub } from '../sub.js'
import { sum } from '../sum.js'
import { where } from '../where.js'
import { type ActivationEntry, plain } from './activation.js'
import { shifted } from './softmax.js'

/**
 * The point of the probability simplex nearest to `x` along `axis` (default the last): `max(xᵢ - τ, 0)` with the `τ` for
 * which they sum to 1; range [0, 1]. Derivative: `∂yᵢ/∂xⱼ = δᵢⱼ - 1/|S|` for `i, j` in the support `S` (where `y` is
 * above 0), else 0; a number at the very edge of the support does not count to it.
 * A softmax that gives exact zeros: attention to few, several labels. Its problem: no gradient where it is 0.
 *
 * The support holds the `i` with `kᵢ·xᵢ - sᵢ > -1`, where `kᵢ` and `sᵢ` are the count and the sum of the numbers no smaller
 * than `xᵢ`: by comparing pairs, so `k²` numbers for a row of `k`. Source: Martins and Astudillo 2016.
 */
export const sparsemax = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  axis: AxisOf<S> = -1 as AxisOf<S>,
): Tensor<S, D> => {
  const at = axis < 0 ? x.shape.length + axis : axis
  const z: any = shifted(x, axis)[0]
  const [before, size, after] = [x.shape.slice(0, at), x.shape[at]!, x.shape.slice(at + 1)]
  const fixed: any = stopGradient(z)
  const each: any = reshape(fixed, [...before, size, 1, ...after])
  const other: any = reshape(fixed, [...before, 1, size, ...after])
  const noSmaller: any = cast(greaterEqual(other, each), x.dtype)
  const count: any = sum(noSmaller, [at + 1])
  const total: any = sum(mul(noSmaller, other) as any, [at + 1])
  const margin: any = sub(mul(count, fixed), total)
  const supported: any = greater(margin, -1)
  const inside: any = cast(supported, x.dtype)
  const threshold = div(sub(sum(mul(inside, z) as any, [axis], 'keep') as any, 1), sum(inside, [axis], 'keep') as any)
  return where(supported, sub(z, threshold as any) as any, 0) as any
}

export const sparsemaxEntry: ActivationEntry<{}> = plain({
  title: 'Sparsemax',
  formula: 'max(xᵢ - τ, 0), τ such that they sum to 1',
  use: 'attention to few; several labels at once',
  problem: 'no gradient where it is 0',
  of: (x) => sparsemax(x as Tensor<Shape>) as any,
  facts: {
    acts: 'onRows',
    range: [0, 1],
    sums: 'one',
    sparse: true,
    smoothAt: (row) =>
      row.every((x) => {
        const noSmaller = row.filter((y) => y >= x)
        return Math.abs(1 + noSmaller.reduce((total, y) => total + x - y, 0)) >= 0.01
      }),
  },
})
