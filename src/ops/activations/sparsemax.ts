/** Sparsemax. */
import type { Float } from '../../core/dtype.js'
import type { Shape } from '../../core/shape.js'
import type { AxisOf } from '../../core/sizes.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../cast.js'
import { greater } from '../compare.js'
import { cumSum } from '../cumulative.js'
import { div } from '../div.js'
import { mul } from '../mul.js'
import { sort } from '../sort.js'
import { stopGradient } from '../stopGradient.js'
import { sub } from '../sub.js'
import { onesLike, sum } from '../sum.js'
import { where } from '../where.js'
import { type ActivationEntry, plain } from './activation.js'
import { shifted } from './softmax.js'

/**
 * The point of the probability simplex nearest to `x` along `axis` (default the last): `max(xᵢ - τ, 0)` with the `τ` for
 * which they sum to 1; range [0, 1]. Derivative: `∂yᵢ/∂xⱼ = δᵢⱼ - 1/|S|` for `i, j` in the support `S` (where `y` is
 * above 0), else 0; a number at the very edge of the support does not count to it.
 * A softmax that gives exact zeros: attention to few, several labels. Its problem: no gradient where it is 0.
 *
 * Of the numbers from the largest down, the support holds the first `k` for which `k·x₍ₖ₎ - Σⱼ≤ₖ x₍ⱼ₎ > -1`; O(n log n).
 * Source: Martins and Astudillo 2016.
 */
export const sparsemax = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
  axis: AxisOf<S> = -1 as AxisOf<S>,
): Tensor<S, D> => {
  const z: any = shifted(x, axis)[0]
  const along = (t: any): any => sum(t, [axis], 'keep')
  /** `(Σ x - 1) / |S|` over the support. */
  const threshold = (of: any, inside: any): any => div(sub(along(mul(inside, of)), 1), along(inside))
  const ordered: any = stopGradient(sort(z, axis as never, { descending: true }))
  const count: any = cumSum(onesLike(ordered) as any, axis as never)
  const margin: any = sub(mul(count, ordered), cumSum(ordered, axis as never))
  const least = threshold(ordered, cast(greater(margin, -1), x.dtype))
  const supported: any = greater(stopGradient(z), least)
  return where(supported, sub(z, threshold(z, cast(supported, x.dtype))), 0) as any
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
