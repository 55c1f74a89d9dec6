/** Layers as plain data: what a model file says of an architecture. */
import type { InitialName } from '../initial.js'

/** The layers without parameters or options. */
export type ActivationName = 'relu' | 'sigmoid' | 'tanh' | 'softplus' | 'softmax' | 'logSoftmax'

/** Pooling under a window. */
export type PoolName = 'maxPool2d' | 'minPool2d' | 'avgPool2d'
/** Pooling of whole images. */
export type GlobalPoolName = 'globalMaxPool2d' | 'globalMinPool2d' | 'globalAvgPool2d'
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
  readonly weights: InitialName
  readonly bias: boolean
}
interface PoolSpec<N extends PoolName> {
  readonly layer: N
  readonly window: Pair
  readonly stride: Pair
  readonly padding: PaddingSpec
}

export type LayerSpec =
  | { readonly layer: 'input'; readonly shape: readonly number[] }
  | { readonly layer: 'dense'; readonly units: number; readonly weights: InitialName }
  | { readonly layer: 'dropout'; readonly rate: number }
  | { readonly layer: 'flatten' }
  | Conv2dSpec
  | { readonly [N in PoolName]: PoolSpec<N> }[PoolName]
  | { readonly layer: GlobalPoolName }
  | { readonly layer: ActivationName }
export type LayerName = LayerSpec['layer']
