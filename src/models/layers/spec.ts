/** Layers as plain data: what a model file says of an architecture. */
import type { InitialName } from '../initial.js'

/** The layers without parameters or options. */
export type ActivationName = 'relu' | 'sigmoid' | 'tanh' | 'softplus' | 'softmax' | 'logSoftmax'

export type LayerSpec =
  | { readonly layer: 'input'; readonly shape: readonly number[] }
  | { readonly layer: 'dense'; readonly units: number; readonly weights: InitialName }
  | { readonly layer: 'dropout'; readonly rate: number }
  | { readonly layer: 'flatten' }
  | { readonly layer: ActivationName }
export type LayerName = LayerSpec['layer']
