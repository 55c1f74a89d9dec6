/** What there is to learn: data made ready for a network, and the network. */
import type { Task } from '../data/index.js'
import type { Preprocessing } from '../io/index.js'
import { type ActivationLayerName, type AnyLoss, activationSpecs, type LayerSpec } from '../models/index.js'
import type { Dataset, Example } from '../streams/index.js'
import type { Common } from './settings.js'

/** Inputs and targets whose shapes the task decides. */
export type Examples = Dataset<Example<any, any>>

export interface Problem {
  readonly task: Task
  readonly classes: readonly string[]
  readonly layers: readonly LayerSpec[]
  readonly preprocessing: Preprocessing
  readonly loss: AnyLoss
  readonly train: Examples
  /** `null`: early stopping watches the training loss. */
  readonly validation: Examples | null
  readonly test: Examples
  /** From a predicted number to the units of the target. */
  readonly decode?: (prediction: number) => number
}

/** The layers of a multilayer perceptron for examples of `shape`. */
export const perceptron = (
  { hidden, activation, dropout }: Pick<Common, 'hidden' | 'activation' | 'dropout'>,
  shape: readonly number[],
  outputs: number,
): readonly LayerSpec[] => [
  { layer: 'input', shape },
  ...(shape.length > 1 ? [{ layer: 'flatten' } as const] : []),
  ...hidden.flatMap((units): readonly LayerSpec[] => [
    { layer: 'dense', units, weights: 'heNormal' },
    activationSpecs[activation as ActivationLayerName],
    ...(dropout > 0 ? [{ layer: 'dropout', rate: dropout } as const] : []),
  ]),
  { layer: 'dense', units: outputs, weights: 'glorotUniform' },
]
