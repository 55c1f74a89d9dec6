/** Layers that normalise: numbers of mean 0 and variance 1, then scaled and moved by what is learned. */
import { positive } from '../../core/positive.js'
import type { Dim, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/add.js'
import { mean } from '../../ops/mean.js'
import { mul } from '../../ops/mul.js'
import { pow, square } from '../../ops/pow.js'
import { reshape } from '../../ops/reshape.js'
import { sub } from '../../ops/sub.js'
import { full } from '../../ops/sum.js'
import { type AnyModel, extend, type Model, type Part } from '../model.js'
import { channelsOf, type Last } from './axes.js'
import type { LayerSpec } from './spec.js'

/** What a normalising layer learns for each of its channels: a factor, at first 1, and an offset, at first 0. */
export interface Norm<C extends Dim> {
  readonly scale: Tensor<readonly [C]>
  readonly offset: Tensor<readonly [C]>
}
/** Mean and variance of each channel over the batches so far, the later ones weighing more. */
export interface RunningStatistics<C extends Dim> {
  readonly mean: Tensor<readonly [C]>
  readonly variance: Tensor<readonly [C]>
}

export interface NormOptions {
  /** Added to the variance, above 0; default 1e-5. */
  readonly epsilon?: number
}
export interface BatchNormOptions extends NormOptions {
  /** Weight of a new batch in the running statistics, above 0 and at most 1; default 0.1. */
  readonly momentum?: number
}

const checkEpsilon = (owner: string, epsilon: number): void => {
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new RangeError(`${owner}: epsilon must be a number above 0, got ${epsilon}`)
}
/** `x` over `axes` with mean 0 and variance 1, and that mean and variance: `[…, 1, …]` each. */
const standardised = (x: any, axes: readonly number[], epsilon: number) => {
  const centre: any = mean(x, axes as never, 'keep')
  const apart: any = sub(x, centre)
  const variance: any = mean(square(apart) as any, axes as never, 'keep')
  return { y: mul(apart, pow(add(variance, epsilon) as any, -0.5) as any) as any, centre, variance }
}
const unscaled = (channels: number): Norm<number> => ({ scale: full([channels], 1), offset: full([channels], 0) })
const affine = (y: any, { scale, offset }: Norm<number>): any => add(mul(y, scale as any) as any, offset as any)

const normPart = (
  before: AnyModel,
  spec: LayerSpec,
  channels: number,
  f: (x: any) => any,
): Part<any, any, any, any> => ({
  spec,
  out: before.out,
  parameters: 2 * channels,
  slots: [1, 0],
  init: () => ({ params: [unscaled(channels)], state: [] }),
  apply: ([norm]: readonly [Norm<number>], state: readonly [], x: any) => [affine(f(x), norm), state],
})

type NormLayer = <P extends readonly unknown[], S extends readonly unknown[], A, B extends Shape>(
  before: Model<P, S, A, Tensor<B>>,
) => Model<readonly [...P, Norm<Last<B>>], S, A, Tensor<B>>

/**
 * `γ·(x - μ) / √(σ² + ε) + β` with mean `μ` and variance `σ²` of each channel (the last axis) over all other axes: in
 * training of the batch, in use of the running statistics `r ← (1 - m)·r + m·now`, for which the variance of a batch is
 * divided by `n - 1`, as in PyTorch. `2·c` parameters. It steadies deep networks and allows larger rates; small batches
 * make it noisy (use `groupNorm`). Keras' `momentum` is `1 - m`.
 * Throws `RangeError` for options out of range, `ShapeError` for examples that are single numbers.
 * Source: Ioffe and Szegedy 2015.
 *
 * @example pipe(input([32, 32, 3]), conv2d(16, 3, { bias: false }), batchNorm(), relu)
 */
export const batchNorm = ({ momentum = 0.1, epsilon = 1e-5 }: BatchNormOptions = {}) => {
  checkEpsilon('batchNorm', epsilon)
  if (!(momentum > 0 && momentum <= 1))
    throw new RangeError(`batchNorm: momentum must be above 0 and at most 1, got ${momentum}`)
  return <P extends readonly unknown[], S extends readonly unknown[], A, B extends Shape>(
    before: Model<P, S, A, Tensor<B>>,
  ): Model<readonly [...P, Norm<Last<B>>], readonly [...S, RunningStatistics<Last<B>>], A, Tensor<B>> => {
    const channels = channelsOf('batchNorm', before.out)
    const axes = before.out.map((_, i) => i)
    const moved = (running: any, now: any): any =>
      add(mul(running, 1 - momentum) as any, mul(reshape(now, [channels]) as any, momentum) as any)
    const part: Part<any, any, any, any> = {
      ...normPart(before, { layer: 'batchNorm', momentum, epsilon }, channels, (x) => x),
      slots: [1, 1],
      init: () => ({
        params: [unscaled(channels)],
        state: [{ mean: full([channels], 0), variance: full([channels], 1) }],
      }),
      apply: ([norm]: readonly [Norm<number>], [running]: readonly [RunningStatistics<number>], x: any, mode) => {
        if (!mode.train) {
          const y = mul(sub(x, running.mean as any), pow(add(running.variance as any, epsilon) as any, -0.5) as any)
          return [affine(y, norm), [running]]
        }
        const { y, centre, variance } = standardised(x, axes, epsilon)
        const n = axes.reduce((product, a) => product * x.shape[a], 1)
        const unbiased = mul(variance, n / Math.max(n - 1, 1))
        return [affine(y, norm), [{ mean: moved(running.mean, centre), variance: moved(running.variance, unbiased) }]]
      },
    }
    return extend(before, part as never) as Model<any, any, A, any>
  }
}

/**
 * `γ·(x - μ) / √(σ² + ε) + β` with mean and variance of each row over its last axis: `[batch, …, c] → [batch, …, c]`, `2·c`
 * parameters. The same in training and in use, whatever the batch: for sequences and transformers.
 * Throws `RangeError` for an epsilon not above 0, `ShapeError` for examples that are single numbers. Source: Ba et al. 2016.
 */
export const layerNorm = ({ epsilon = 1e-5 }: NormOptions = {}): NormLayer => {
  checkEpsilon('layerNorm', epsilon)
  return (before): any => {
    const channels = channelsOf('layerNorm', before.out)
    const f = (x: any): any => standardised(x, [before.out.length], epsilon).y
    return extend(before, normPart(before, { layer: 'layerNorm', epsilon }, channels, f) as never)
  }
}

/** `groups` parts of the channels of each example, each over all its places. */
const grouped = (owner: string, groups: number, epsilon: number, out: Shape) => {
  const channels = channelsOf(owner, out)
  if (channels % groups !== 0)
    throw new RangeError(`${owner}: ${groups} groups do not divide ${channels} channels evenly`)
  const places = out.slice(0, -1)
  return (x: any): any => {
    const [n] = x.shape
    const parts: any = reshape(x, [n, ...places, groups, channels / groups])
    const axes = [...places.map((_, i) => i + 1), places.length + 2]
    return reshape(standardised(parts, axes, epsilon).y, x.shape)
  }
}

/**
 * `γ·(x - μ) / √(σ² + ε) + β` with mean and variance of each example over all places of `groups` equal parts of its
 * channels (the last axis); `2·c` parameters. Does not depend on the batch: for small ones.
 * Throws `RangeError` where groups do not divide the channels or options are out of range. Source: Wu and He 2018.
 */
export const groupNorm = (groups: number, { epsilon = 1e-5 }: NormOptions = {}): NormLayer => {
  checkEpsilon('groupNorm', epsilon)
  positive('groupNorm', 'groups', groups)
  return (before): any => {
    const channels = channelsOf('groupNorm', before.out)
    const f = grouped('groupNorm', groups, epsilon, before.out)
    return extend(before, normPart(before, { layer: 'groupNorm', groups, epsilon }, channels, f) as never)
  }
}

/**
 * `groupNorm` with a group for each channel: mean and variance of each channel of each example over its places, for
 * images whose contrast does not matter. Source: Ulyanov et al. 2016.
 */
export const instanceNorm = ({ epsilon = 1e-5 }: NormOptions = {}): NormLayer => {
  checkEpsilon('instanceNorm', epsilon)
  return (before): any => {
    const channels = channelsOf('instanceNorm', before.out)
    const f = grouped('instanceNorm', channels, epsilon, before.out)
    return extend(before, normPart(before, { layer: 'instanceNorm', epsilon }, channels, f) as never)
  }
}
