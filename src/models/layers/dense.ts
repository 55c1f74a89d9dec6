/** The fully connected layer. */

import { ShapeError } from '../../core/errors.js'
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { matmul } from '../../ops/matmul.js'
import { full } from '../../ops/sum.js'
import { type InitialSpec, initialOf } from '../initial.js'
import { extend, type Model, type Part } from '../model.js'

export interface Dense<I extends Dim, O extends Dim> {
  readonly weights: Tensor<readonly [I, O]>
  readonly bias: Tensor<readonly [O]>
}

/**
 * `y = x·W + b`: `[batch, i] → [batch, units]`, `i·units + units` parameters.
 * `weights` names their initial values (default `heNormal`); the bias starts at 0.
 * Throws `ShapeError` after anything but rows (flatten first), `RangeError` for units that are not a positive integer.
 */
export const dense = <const O extends Dim>(
  units: O,
  { weights = 'heNormal' }: { readonly weights?: InitialSpec } = {},
) => {
  positive('dense', 'units', units)
  return <P extends readonly unknown[], S extends readonly unknown[], A, I extends Dim>(
    before: Model<P, S, A, Tensor<readonly [Batch, I]>>,
  ): Model<readonly [...P, Dense<I, O>], S, A, Tensor<readonly [Batch, O]>> => {
    const [size] = before.out as readonly [I]
    if (before.out.length !== 1) throw new ShapeError('dense', 'rows [batch, n] (flatten first)', before.out)
    const part: Part<readonly [Dense<I, O>], readonly [], Tensor<readonly [Batch, I]>, Tensor<readonly [Batch, O]>> = {
      spec: { layer: 'dense', units, weights },
      out: [units],
      parameters: size * units + units,
      slots: [1, 0],
      init: (key) => {
        const w = initialOf(weights)({ fanIn: size, fanOut: units })(key, [size, units] as const)
        return { params: [{ weights: w, bias: full([units] as const, 0) }], state: [] }
      },
      apply: ([{ weights: w, bias }], state, x) => {
        const y: Tensor<readonly [Batch, O]> = matmul(x, w as Tensor<readonly [NoInfer<I>, O]>)
        return [add(y, bias as Tensor) as Tensor as Tensor<readonly [Batch, O]>, state]
      },
    }
    return extend(before, part) as Model<any, any, A, any>
  }
}
