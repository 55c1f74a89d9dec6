/** Where a model begins. */
import type { DType } from '../../core/dtype.js'
import { ShapeError } from '../../core/errors.js'
import { type Batch, type Dim, type Shape, sameShape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { type Model, unchanged } from '../model.js'

type ShapeOf<I extends Dim | readonly Dim[]> = I extends Dim
  ? readonly [I]
  : I extends readonly Dim[]
    ? readonly [...I]
    : never

/**
 * The identity on batches of examples of one shape: `input(784)`, `input([28, 28])`, `input(20, 'i32')` for indexes.
 * Layers after it know their sizes from it, in values and in types. Throws `ShapeError` for examples of another shape.
 */
export const input = <const I extends Dim | readonly Dim[], D extends DType = 'f32'>(
  shape: I,
  _dtype: D = 'f32' as D,
): Model<
  readonly [],
  readonly [],
  Tensor<readonly [Batch, ...ShapeOf<I>], NoInfer<D>>,
  Tensor<readonly [Batch, ...ShapeOf<I>], NoInfer<D>>
> => {
  const out: Shape = typeof shape === 'number' ? [shape] : shape
  return {
    init: () => ({ params: [], state: [] }),
    apply: (_params, state, x, _mode, watch = unchanged) => {
      const got: Shape = x.shape
      if (!sameShape(got.slice(1), out)) throw new ShapeError('input', `[${['batch', ...out].join(', ')}]`, got)
      return [watch(x, 0), state]
    },
    out,
    layers: [{ spec: { layer: 'input', shape: out }, out, parameters: 0 }],
  }
}
