/** Examples mixed with one another. */
import { dataFrom, type Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { foldIn, type Key, permutation, uniformData } from '../core/key.js'
import type { Shape } from '../core/shape.js'
import { fromData, type Tensor } from '../core/tensor.js'
import { read } from '../engine/read.js'
import type { Dataset, Example } from './dataset.js'

export interface MixupOptions {
  /** α of the Beta(α, α) distribution of the share: above 0, at most 8; default 0.2. The larger, the more is mixed. */
  readonly alpha?: number
}

/** Beta(α, α) by Jöhnk's rejection (1964), in logarithms so that small α do not vanish. */
const beta = (key: Key, alpha: number): number => {
  for (let tries = 0; ; tries++) {
    const [u, v] = uniformData(foldIn(key, tries), 'f64', 2)
    const [x, y] = [Math.log(1 - u!) / alpha, Math.log(1 - v!) / alpha]
    const most = Math.max(x, y)
    const sum = most + Math.log(Math.exp(x - most) + Math.exp(y - most))
    if (sum <= 0) return Math.exp(x - sum)
  }
}

/** `λ·t + (1 - λ)·t` with its rows in another order: `[batch, …]`. */
const mixed = <S extends Shape, D extends Float>(t: Tensor<S, D>, order: ArrayLike<number>, share: number) => {
  const own = read(t)
  const width = own.length / order.length
  const all = Float64Array.from(own, (x, i) => {
    const other = order[Math.floor(i / width)]! * width + (i % width)
    return share * x + (1 - share) * own[other]!
  })
  return fromData(t.shape, dataFrom(t.dtype, all), t.dtype)
}

/**
 * Batches made with a key are mixed with themselves: `λ·(x, y) + (1 - λ)·(x, y)` with their rows in another order, one
 * share λ ~ Beta(α, α) for a batch; others stay as they are. Targets are distributions or numbers `[batch, k]` of floats.
 * Throws `RangeError` for an α out of range, `ShapeError` where targets are not floats, such as indexes of classes.
 * Source: Zhang et al., "mixup: beyond empirical risk minimization" (2018).
 */
export const mixup = ({ alpha = 0.2 }: MixupOptions = {}) => {
  if (!(alpha > 0 && alpha <= 8)) throw new RangeError(`mixup: alpha is above 0 and at most 8, got ${alpha}`)
  return <X extends Tensor<any, Float>, Y extends Tensor<any, Float>>({
    size,
    batch,
  }: Dataset<Example<X, Y>>): Dataset<Example<X, Y>> => ({
    size,
    batch: (rows, key) => {
      const { x, y } = batch(rows, key)
      if (key === undefined) return { x, y }
      if (y.dtype !== 'f32' && y.dtype !== 'f64') throw new ShapeError('mixup', 'targets of floats [batch, k]', y.shape)
      const own = foldIn(key, 2 ** 32) // apart from those of its images
      const order = permutation(foldIn(own, 0), rows.length)
      const share = beta(foldIn(own, 1), alpha)
      return { x: mixed(x, order, share) as X, y: mixed(y, order, share) as Y }
    },
  })
}
