/** The loss of directions. */
import { ShapeError } from '../../core/errors.js'
import { type Batch, type Dim, type Shape, sameShape } from '../../core/shape.js'
import { div } from '../../ops/div.js'
import { maximum } from '../../ops/maximum.js'
import { mul } from '../../ops/mul.js'
import { square } from '../../ops/pow.js'
import { sqrt } from '../../ops/sqrt.js'
import { sub } from '../../ops/sub.js'
import { sum } from '../../ops/sum.js'
import { type Loss, reduceLoss } from './loss.js'

/** The length of each row, but no less than 1e-8. */
const length = (x: any): any => sqrt(maximum(sum(square(x) as any, [1]) as any, 1e-16) as any)

/**
 * `1 - p·t / (|p|·|t|)` of predictions and targets `[batch, n]` both: 0 for one direction, 1 for right angles, 2 for opposite
 * ones; lengths do not count, and one below 1e-8 is taken for that. Gradient by p, with p̂ and t̂ of length 1:
 * `((p̂·t̂)·p̂ - t̂) / |p|`, at right angles to p.
 */
export const cosine: Loss<readonly [Batch, Dim]> = (reduction) => (prediction, target, weights) => {
  const [p, t]: readonly Shape[] = [prediction.shape, target.shape]
  if (p!.length !== 2 || !sameShape(p!, t!)) throw new ShapeError('cosine', 'prediction and target [batch, n]', p!, t!)
  const product: any = sum(mul(prediction as any, target) as any, [1])
  const each = sub(1, div(product, mul(length(prediction), length(target)) as any) as any)
  return reduceLoss('cosine', reduction, each, weights)
}
