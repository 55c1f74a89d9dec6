/** The convolutional layer of sequences. */
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { Padding, WindowOutput } from '../../core/windows.js'
import { alongOne, type Conv1dOptions, conv1d as convolve } from '../../ops/conv1d.js'
import { convMovesOf, convolved } from '../../ops/convolution.js'
import { countsOf, type Placed } from '../../ops/window.js'
import type { InitialSpec } from '../initial.js'
import type { Model } from '../model.js'
import { type Biased, type Depth, type Divides, dataOf, endsSpec, filtering, type Sequences } from './filters.js'

/** A window of `K` over `C` channels for each of `F` filters, and a bias for each. */
export interface Conv1d<K extends Dim, C extends Dim, F extends Dim> {
  readonly weights: Tensor<readonly [K, C, F]>
  readonly bias: Tensor<readonly [F]>
}
/** Options of a layer: those of the op, first weights, a bias. */
export interface Conv1dLayerOptions<
  S extends number = number,
  D extends number = number,
  P extends Padding = Padding,
  G extends number = number,
  B extends boolean = boolean,
> extends Conv1dOptions<S, D, P, G> {
  /** Initial weights, scaled by the numbers under a window; default `heNormal`. */
  readonly weights?: InitialSpec
  /** Whether each filter adds a number of its own, at first 0; default true. */
  readonly bias?: B
}

/**
 * `filters` filters that slide a window along sequences: `[batch, length, c] → [batch, length′, filters]`, with
 * `length′ = ⌊(length + before + after − d·(k − 1) − 1) / s⌋ + 1`; `k·c/groups·filters + filters` parameters.
 * Throws `ShapeError` where the window does not fit or groups do not divide channels and filters, `RangeError` for counts that
 * are not positive whole numbers. See the op `conv1d` for the formula.
 *
 * @example pipe(input([100, 8]), conv1d(32, 5, { padding: 'same' }), relu, maxPool1d(2))
 */
export const conv1d = <
  const F extends Dim,
  const K extends number,
  const S extends number = 1,
  const D extends number = 1,
  const P extends Padding = 'valid',
  const G extends number = 1,
  const B extends boolean = true,
>(
  filters: F,
  window: K,
  options: Conv1dLayerOptions<S, D, P, G, B> = {},
) => {
  const { padding: ends = 'valid', groups = 1, weights = 'heNormal', bias = true }: Conv1dLayerOptions = options
  positive('conv1d', 'filters', filters)
  positive('conv1d', 'groups', groups)
  const [k] = countsOf('conv1d', 'windows', window, 1) as readonly [number]
  const { stride = 1, dilation = 1 }: Conv1dLayerOptions = options
  const padding = alongOne(ends)
  return <Q extends readonly unknown[], R extends readonly unknown[], A, L extends Dim, C extends Dim>(
    before: Model<Q, R, A, Sequences<L, C>> & Placed<readonly [WindowOutput<L, K, S, D, P>]> & Divides<C, F, G>,
  ): Model<
    readonly [...Q, Biased<Conv1d<K, Depth<C, G>, F>, B>],
    R,
    A,
    Tensor<readonly [Batch, WindowOutput<L, K, S, D, P>, F]>
  > => {
    const [length, channels] = dataOf('conv1d', before.out, 1) as readonly number[] as readonly [number, number]
    const size = [k, channels / groups, filters] as const
    const moves = convMovesOf('conv1d', [length], [k], { stride, dilation, padding, groups })
    const [, ...out] = convolved('conv1d', moves, [1, length, channels], size, 1)
    const { stride: strides, dilation: dilations } = moves
    const spec: any = {
      layer: 'conv1d',
      filters,
      window: [k],
      stride: strides,
      dilation: dilations,
      padding: endsSpec(padding, 1),
      groups,
      weights,
      bias,
    }
    const fan = { fanIn: k * size[1], fanOut: (k * filters) / groups }
    const own = [{ name: 'weights', shape: size, fan }]
    return filtering(before, { spec, out }, own, { initial: weights, bias }, (x, p) =>
      convolve(x, p.weights, { stride, dilation, padding: ends, groups }),
    )
  }
}
