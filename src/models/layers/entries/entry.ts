/** What the registry knows of a layer. */
import type { AnyLayer } from '../../model.js'
import type { LayerName, LayerSpec } from '../spec.js'

/** A layer as data: how to make it from its description, and calls to try. */
export interface LayerEntry<Spec> {
  readonly make: (spec: Spec) => AnyLayer
  /** Calls that the laws try: shape of one example, and the layer's options. */
  readonly examples: readonly { readonly shape: readonly number[]; readonly spec: Spec }[]
  /** Inputs where it is not smooth, for the laws to keep away from; default 0. */
  readonly kinks?: readonly number[]
  /** Whether one input, its numbers in row-major order, is well away from where it is not smooth; default always. */
  readonly smoothAt?: (input: readonly number[], shape: readonly number[]) => boolean
  /** Its inputs are indexes below this. */
  readonly indexes?: number
  /** Not smooth where two inputs are equal: the laws keep them apart. */
  readonly distinct?: true
}
type SpecOf<N extends LayerName> = Extract<LayerSpec, { readonly layer: N }>
/** An entry for each of some layers. */
export type Entries<N extends LayerName> = {
  readonly [M in N]: LayerEntry<SpecOf<M> extends never ? { readonly layer: M } : SpecOf<M>>
}

/** Padding of the only axis, as functions of one axis take it. */
export const firstOf = (padding: string | readonly unknown[]): any =>
  typeof padding === 'string' ? padding : padding[0]
