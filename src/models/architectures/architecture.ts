/** What an architecture is: a whole model, given the shape of an example and the number of outputs. */
import type { Shape } from '../../core/shape.js'
import type { ActivationLayerName } from '../layers/activations.js'
import type { AnyModel } from '../model.js'

/** What can be chosen of every architecture. */
export interface ArchitectureOptions {
  /** Units of the fully connected layers before the last. */
  readonly hidden: readonly number[]
  /** After every layer with parameters but the last. */
  readonly activation: ActivationLayerName
  /** Share of the hidden units to drop in training: 0 to less than 1. */
  readonly dropout: number
  /** Filters of the first convolution, of architectures that can be had in several widths; default 24. */
  readonly width?: number
}

/**
 * From the shape of one example (`[features]`, `[height, width, channels]`) and a number of outputs to a model whose
 * outputs are logits or numbers: it ends in a layer without activation. Throws `ShapeError` for examples it cannot read.
 */
export type Architecture = (options: ArchitectureOptions) => (example: Shape, outputs: number) => AnyModel
