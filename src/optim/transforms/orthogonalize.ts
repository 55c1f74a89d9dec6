/** Muon's transform: the nearest matrix whose singular values are about 1. */
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { matmul } from '../../ops/matmul.js'
import { maximum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { transpose } from '../../ops/permute.js'
import { mapFloats } from '../floats.js'
import type { Optimizer } from '../optimizer.js'
import { aboveZero, checkOptions, wholeAboveZero } from '../ranges.js'
import { globalNorm } from './globalNorm.js'

export interface OrthogonalizeOptions {
  /** Newton-Schulz iterations: a whole number, at least 1. Default 5. */
  readonly iterations?: number
  /** Smallest length that is divided by; above 0. Default 1e-7. */
  readonly epsilon?: number
}
export const orthogonalizeRanges = { iterations: wholeAboveZero, epsilon: aboveZero }

/** One iteration sends each singular value s to `a s + b s³ + c s⁵`. */
const [a, b, c] = [3.4445, -4.775, 2.0315] as const

/**
 * On each matrix `X = g / max(‖g‖, ε)`, then so often `A = X Xᵀ`, `X ← a X + (b A + c A²) X`: singular vectors stay, and
 * singular values that were not tiny end between about 0.7 and 1.2. A tall matrix is worked on lying down. Leaves that are
 * not matrices pass. Throws `RangeError` for options out of range. Source: see `muon`.
 */
export const orthogonalize = <P>(options: OrthogonalizeOptions = {}): Optimizer<P, null> => {
  checkOptions('orthogonalize', orthogonalizeRanges, { ...options })
  const { iterations = 5, epsilon = 1e-7 } = options
  const iterate = (x: any): any => {
    const gram: any = matmul(x, transpose(x) as any)
    return add(mul(x, a), matmul(add(mul(gram, b), mul(matmul(gram, gram) as any, c)) as any, x) as any)
  }
  const orthogonal = (g: any): any => {
    if (g.shape.length !== 2) return g
    const tall = g.shape[0] > g.shape[1]
    let x = div(tall ? transpose(g) : g, cast(maximum(globalNorm(g), epsilon), g.dtype)) as any
    for (let i = 0; i < iterations; i++) x = iterate(x)
    return tall ? transpose(x) : x
  }
  return { init: () => null, update: (gradient) => [mapFloats(orthogonal, gradient), null] }
}
