/** Layers as plain data: what a model file says of an architecture. */
import type { ActivationName, ActivationOptions } from '../../ops/activations/registry.js'
import type { UpsampleMethod } from '../../ops/upsample2d.js'
import type { InitialSpec } from '../initial.js'
import type { Join } from './join.js'

/** Pooling under a window. */
export type PoolName = 'maxPool2d' | 'minPool2d' | 'avgPool2d'
/** Pooling of sequences, and of volumes. */
export type Pool1dName = 'maxPool1d' | 'minPool1d' | 'avgPool1d'
export type Pool3dName = 'maxPool3d' | 'minPool3d' | 'avgPool3d'
/** Pooling to a size. */
export type AdaptivePoolName = 'adaptiveAvgPool2d' | 'adaptiveMaxPool2d'
/** Pooling of whole images. */
export type GlobalPoolName = 'globalMaxPool2d' | 'globalMinPool2d' | 'globalAvgPool2d'
/** Layers that read a sequence step by step. */
export type RecurrentName = 'simpleRnn' | 'lstm' | 'gru'
type Pair = readonly [height: number, width: number]
/** A number for each of `R` axes. */
interface Counts {
  readonly 1: readonly [length: number]
  readonly 2: Pair
  readonly 3: readonly [depth: number, height: number, width: number]
}
/** Elements before and after each of `R` axes: rows above and below, columns left and right. */
interface Ends {
  readonly 1: readonly [Pair]
  readonly 2: readonly [Pair, Pair]
  readonly 3: readonly [Pair, Pair, Pair]
}
type PaddingSpec<R extends keyof Counts> = 'valid' | 'same' | Ends[R]

/** How a window moves along `R` axes, what its weights are at first, and whether there is a bias. */
interface Windowed<R extends keyof Counts> {
  readonly window: Counts[R]
  readonly stride: Counts[R]
  readonly dilation: Counts[R]
  readonly padding: PaddingSpec<R>
  readonly weights: InitialSpec
  readonly bias: boolean
}
interface ConvSpec<N extends string, R extends keyof Counts> extends Windowed<R> {
  readonly layer: N
  readonly filters: number
  readonly groups: number
}
interface ConvTransposeSpec extends ConvSpec<'conv2dTranspose', 2> {
  readonly outputPadding: Pair
}
interface DepthwiseSpec extends Windowed<2> {
  readonly layer: 'depthwiseConv2d'
  readonly multiplier: number
}
interface SeparableSpec extends Windowed<2> {
  readonly layer: 'separableConv2d'
  readonly filters: number
  readonly multiplier: number
}
interface PoolSpec<N extends string, R extends keyof Counts> {
  readonly layer: N
  readonly window: Counts[R]
  readonly stride: Counts[R]
  readonly padding: PaddingSpec<R>
}

interface RecurrentSpec<N extends RecurrentName> {
  readonly layer: N
  readonly units: number
  readonly sequences: boolean
  readonly weights: InitialSpec
  readonly recurrentWeights: InitialSpec
}

/** An activation with its options, if it has any. */
export type ActivationSpec = {
  readonly [N in ActivationName]: { readonly layer: N } & ActivationOptions[N]
}[ActivationName]
/** Whether one slope is learned for all numbers, or one for each channel. */
export type PReluSlopes = 'one' | 'channels'

export type LayerSpec =
  | { readonly layer: 'input'; readonly shape: readonly number[] }
  | { readonly layer: 'dense'; readonly units: number; readonly weights: InitialSpec }
  | { readonly layer: 'dropout'; readonly rate: number }
  | { readonly layer: 'spatialDropout'; readonly rate: number }
  | { readonly layer: 'embedding'; readonly vocabulary: number; readonly size: number; readonly weights: InitialSpec }
  | { readonly layer: 'positionEmbedding'; readonly weights: InitialSpec }
  | { readonly [N in RecurrentName]: RecurrentSpec<N> }[RecurrentName]
  | {
      readonly layer: 'multiHeadAttention'
      readonly heads: number
      readonly causal: boolean
      readonly weights: InitialSpec
    }
  | { readonly layer: 'timeDistributed'; readonly body: readonly LayerSpec[] }
  | { readonly layer: 'flatten' }
  | { readonly layer: 'freeze' }
  | { readonly layer: 'batchNorm'; readonly momentum: number; readonly epsilon: number }
  | { readonly layer: 'layerNorm'; readonly epsilon: number }
  | { readonly layer: 'instanceNorm'; readonly epsilon: number }
  | { readonly layer: 'groupNorm'; readonly groups: number; readonly epsilon: number }
  | { readonly layer: 'residual'; readonly body: readonly LayerSpec[]; readonly shortcut: readonly LayerSpec[] | null }
  | { readonly layer: 'branch'; readonly join: Join; readonly bodies: readonly (readonly LayerSpec[])[] }
  | { readonly layer: 'repeat'; readonly count: number; readonly body: readonly LayerSpec[] }
  /** Where a model of several inputs begins: each of its models with its own input. */
  | { readonly layer: 'parallel'; readonly join: Join; readonly models: readonly (readonly LayerSpec[])[] }
  | ConvSpec<'conv1d', 1>
  | ConvSpec<'conv2d', 2>
  | ConvSpec<'conv3d', 3>
  | ConvTransposeSpec
  | DepthwiseSpec
  | SeparableSpec
  | { readonly layer: 'upsample2d'; readonly factor: Pair; readonly method: UpsampleMethod }
  | { readonly [N in Pool1dName]: PoolSpec<N, 1> }[Pool1dName]
  | { readonly [N in PoolName]: PoolSpec<N, 2> }[PoolName]
  | { readonly [N in Pool3dName]: PoolSpec<N, 3> }[Pool3dName]
  | { readonly layer: AdaptivePoolName; readonly size: Pair }
  | { readonly layer: GlobalPoolName }
  | ActivationSpec
  | { readonly layer: 'prelu'; readonly slopes: PReluSlopes; readonly initial: number }
export type LayerName = LayerSpec['layer']
