/** Layers as plain data: what a model file says of an architecture. */
import type { ActivationName, ActivationOptions } from '../../ops/activations/registry.js'
import type { InitialSpec } from '../initial.js'
import type { Join } from './join.js'

/** Pooling under a window. */
export type PoolName = 'maxPool2d' | 'minPool2d' | 'avgPool2d'
/** Pooling of whole images. */
export type GlobalPoolName = 'globalMaxPool2d' | 'globalMinPool2d' | 'globalAvgPool2d'
/** Layers that read a sequence step by step. */
export type RecurrentName = 'simpleRnn' | 'lstm' | 'gru'
type Pair = readonly [height: number, width: number]
/** A rule, or rows above and below and columns left and right. */
type PaddingSpec = 'valid' | 'same' | readonly [Pair, Pair]

interface Conv2dSpec {
  readonly layer: 'conv2d'
  readonly filters: number
  readonly window: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly padding: PaddingSpec
  readonly groups: number
  readonly weights: InitialSpec
  readonly bias: boolean
}
interface PoolSpec<N extends PoolName> {
  readonly layer: N
  readonly window: Pair
  readonly stride: Pair
  readonly padding: PaddingSpec
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
  | Conv2dSpec
  | { readonly [N in PoolName]: PoolSpec<N> }[PoolName]
  | { readonly layer: GlobalPoolName }
  | ActivationSpec
  | { readonly layer: 'prelu'; readonly slopes: PReluSlopes; readonly initial: number }
export type LayerName = LayerSpec['layer']
