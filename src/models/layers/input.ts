/** Where a model begins. */
import type { Batch, Dim, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { Model } from '../model.js'

type ShapeOf<I extends Dim | readonly Dim[]> = I extends Dim
  ? readonly [I]
  : I extends readonly Dim[]
    ? readonly [...I]
    : never

/**
 * The identity on batches of examples of one shape: `input(784)`, `input([28, 28])`.
 * Layers after it know their sizes from it, in values and in types.
 */
export const input = <const I extends Dim | readonly Dim[]>(
  shape: I,
): Model<
  readonly [],
  readonly [],
  Tensor<readonly [Batch, ...ShapeOf<I>]>,
  Tensor<readonly [Batch, ...ShapeOf<I>]>
> => {
  const out: Shape = typeof shape === 'number' ? [shape] : shape
  return {
    init: () => ({ params: [], state: [] }),
    apply: (_params, state, x) => [x, state],
    out,
    layers: [{ spec: { layer: 'input', shape: out }, out, parameters: 0 }],
  }
}
