/** The convolutional layer of volumes. */
import { positive } from '../../core/positive.js'
import type { Batch, Dim } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import type { Padding3d, Size3d, SizeAt } from '../../core/windows.js'
import { type Conv3dOptions, conv3d as convolve } from '../../ops/conv3d.js'
import { convMovesOf, convolved } from '../../ops/convolution.js'
import { countsOf, type Placed, type Places3d } from '../../ops/window.js'
import type { InitialSpec } from '../initial.js'
import type { Model } from '../model.js'
import { type Biased, type Depth, type Divides, dataOf, endsSpec, filtering, type Volumes } from './filters.js'

/** A window of `KT × KH × KW` over `C` channels for each of `F` filters, and a bias for each. */
export interface Conv3d<KT extends Dim, KH extends Dim, KW extends Dim, C extends Dim, F extends Dim> {
  readonly weights: Tensor<readonly [KT, KH, KW, C, F]>
  readonly bias: Tensor<readonly [F]>
}
/** Options of a layer: those of the op, first weights, a bias. */
export interface Conv3dLayerOptions<
  S extends Size3d = Size3d,
  D extends Size3d = Size3d,
  P extends Padding3d = Padding3d,
  G extends number = number,
  B extends boolean = boolean,
> extends Conv3dOptions<S, D, P, G> {
  /** Initial weights, scaled by the numbers under a window; default `heNormal`. */
  readonly weights?: InitialSpec
  /** Whether each filter adds a number of its own, at first 0; default true. */
  readonly bias?: B
}

/**
 * `filters` filters that slide a window through volumes: `[batch, depth, h, w, c] → [batch, depth′, h′, w′, filters]`, each
 * size `⌊(size + before + after − d·(k − 1) − 1) / s⌋ + 1`; `kd·kh·kw·c/groups·filters + filters` parameters.
 * Throws `ShapeError` where the window does not fit or groups do not divide channels and filters, `RangeError` for counts that
 * are not positive whole numbers. See the op `conv3d` for the formula.
 *
 * @example pipe(input([16, 64, 64, 1]), conv3d(8, 3, { stride: [1, 2, 2] }), relu)
 */
export const conv3d = <
  const F extends Dim,
  const K extends Size3d,
  const S extends Size3d = 1,
  const D extends Size3d = 1,
  const P extends Padding3d = 'valid',
  const G extends number = 1,
  const B extends boolean = true,
>(
  filters: F,
  window: K,
  options: Conv3dLayerOptions<S, D, P, G, B> = {},
) => {
  const {
    stride = 1,
    dilation = 1,
    padding = 'valid',
    groups = 1,
    weights = 'heNormal',
    bias = true,
  }: Conv3dLayerOptions = options
  positive('conv3d', 'filters', filters)
  positive('conv3d', 'groups', groups)
  const [kd, kh, kw] = countsOf('conv3d', 'windows', window, 3) as readonly [number, number, number]
  return <
    Q extends readonly unknown[],
    R extends readonly unknown[],
    A,
    T extends Dim,
    H extends Dim,
    W extends Dim,
    C extends Dim,
  >(
    before: Model<Q, R, A, Volumes<T, H, W, C>> & Placed<Places3d<T, H, W, K, S, D, P>> & Divides<C, F, G>,
  ): Model<
    readonly [...Q, Biased<Conv3d<SizeAt<K, 0>, SizeAt<K, 1>, SizeAt<K, 2>, Depth<C, G>, F>, B>],
    R,
    A,
    Tensor<readonly [Batch, ...Places3d<T, H, W, K, S, D, P>, F]>
  > => {
    const shape = dataOf('conv3d', before.out, 3)
    const depth = shape[3]! / groups
    const size = [kd, kh, kw, depth, filters] as const
    const moves = convMovesOf('conv3d', shape.slice(0, 3), [kd, kh, kw], { stride, dilation, padding, groups })
    const [, ...out] = convolved('conv3d', moves, [1, ...shape], size, 3)
    const spec: any = {
      layer: 'conv3d',
      filters,
      window: [kd, kh, kw],
      stride: moves.stride,
      dilation: moves.dilation,
      padding: endsSpec(padding, 3),
      groups,
      weights,
      bias,
    }
    const fan = { fanIn: kd * kh * kw * depth, fanOut: (kd * kh * kw * filters) / groups }
    const own = [{ name: 'weights', shape: size, fan }]
    return filtering(
      before,
      { spec, out },
      own,
      { initial: weights, bias },
      (x, p) => convolve(x, p.weights, { stride, dilation, padding, groups }) as any,
    )
  }
}
