/** The length of a tree of tensors as one vector. */
import { isFloat } from '../../core/dtype.js'
import { type AnyTensor, type Scalar, scalar } from '../../core/tensor.js'
import { leaves } from '../../core/tree.js'
import { add } from '../../ops/add.js'
import { cast } from '../../ops/cast.js'
import { div } from '../../ops/div.js'
import { square } from '../../ops/pow.js'
import { sqrt } from '../../ops/sqrt.js'
import { sum } from '../../ops/sum.js'

/** `Σ (x / unit)²` over all floating point leaves, computed in f64; 0 for a tree without any. */
export const sumOfSquares = (tree: unknown, unit = 1): Scalar<'f64'> =>
  leaves(tree)
    .filter((x: AnyTensor) => isFloat(x.dtype))
    .map((x) => sum(square(div(cast(x, 'f64'), unit))))
    .reduce((a, b) => add(a, b), scalar(0, 'f64'))

/** `‖x‖ = √Σx²` over all floating point leaves, computed in f64. */
export const globalNorm = (tree: unknown): Scalar<'f64'> => sqrt(sumOfSquares(tree))
