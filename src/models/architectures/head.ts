/** The fully connected end of a classifier. */
import type { Batch } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { activations } from '../layers/activations.js'
import { dense } from '../layers/dense.js'
import { dropout } from '../layers/dropout.js'
import type { AnyModel, Model } from '../model.js'
import type { ArchitectureOptions } from './architecture.js'

type Rows = Model<any, any, any, Tensor<readonly [Batch, number]>>

/** `dense → activation → dropout` for each hidden size, then `dense(outputs)`: `[batch, n] → [batch, outputs]`. */
export const head =
  ({ hidden, activation, dropout: rate }: ArchitectureOptions, outputs: number) =>
  (before: Rows): AnyModel => {
    const last = hidden.reduce<Rows>((model, units) => {
      const active: Rows = activations[activation](dense(units)(model))
      return rate > 0 ? dropout(rate)(active) : active
    }, before)
    return dense(outputs, { weights: 'glorotUniform' })(last)
  }
