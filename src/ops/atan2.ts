/** Angle of a point. */
import type { Float } from '../core/dtype.js'
import type { Shape } from '../core/shape.js'
import type { Broadcast, Fits } from '../core/sizes.js'
import type { Tensor } from '../core/tensor.js'
import { add } from './add.js'
import { div } from './div.js'
import { binary, broadcasting } from './elementwise.js'
import { mul } from './mul.js'
import { neg } from './neg.js'

const far = { shape: [2, 3], min: 0.5, max: 3 } as const
const any = { shape: [2, 3], min: -3, max: 3 } as const

export const atan2Op = {
  ...binary({
    name: 'atan2',
    f: Math.atan2,
    backward: (dy, _y, y, x) => {
      const d: any = div(dy as any, add(mul(y, y), mul(x, x)))
      return [mul(d, x), mul(d, neg(y))]
    },
    notation: { text: 'atan2({0}, {1})', latex: '\\operatorname{atan2}\\left({0}, {1}\\right)' },
  }),
  domain: [
    { attrs: {}, args: [any, far] },
    { attrs: {}, args: [far, any] },
    { attrs: {}, args: [{ ...any, min: -3, max: -0.5 }, any] },
  ],
}

interface Atan2 {
  <S extends Shape, D extends Float>(y: Tensor<S, D>, x: Tensor<NoInfer<S>, NoInfer<D>> | number): Tensor<S, D>
  <S extends Shape, D extends Float>(y: number, x: Tensor<S, D>): Tensor<S, D>
  <A extends Shape, B extends Shape, D extends Float>(
    y: Tensor<A, D>,
    x: Tensor<B, NoInfer<D>> & Fits<A, B>,
  ): Tensor<Broadcast<A, B>, D>
}

/**
 * The angle of the point `(x, y)` from the positive x axis, broadcasting: `tan⁻¹(y/x)` in the right quadrant, in
 * [-π, π]; zeros and infinities as IEEE 754 has them. Derivatives: `x/(x² + y²)` by `y`, `-y/(x² + y²)` by `x`; NaN at
 * the origin.
 */
export const atan2: Atan2 = broadcasting(atan2Op)
