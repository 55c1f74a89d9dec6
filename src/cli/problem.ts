/** What there is to learn: data made ready for a network, and the network. */
import type { Task } from '../data/index.js'
import type { Preprocessing } from '../io/index.js'
import {
  type AnyLoss,
  type AnyModel,
  type ArchitectureName,
  type ArchitectureOptions,
  architectures,
  type LayerSpec,
  specsOf,
} from '../models/index.js'
import type { Dataset, Example } from '../streams/index.js'

/** Inputs and targets whose shapes the task decides. */
export type Examples = Dataset<Example<any, any>>

export interface Problem {
  readonly task: Task
  readonly classes: readonly string[]
  readonly layers: readonly LayerSpec[]
  readonly preprocessing: Preprocessing
  readonly loss: AnyLoss
  /** First parameters and state, where they are not the network's own. */
  readonly init?: AnyModel['init']
  /** What training minimises, where it is not `loss`. */
  readonly trainLoss?: AnyLoss
  readonly train: Examples
  /** `null`: early stopping watches the training loss. */
  readonly validation: Examples | null
  readonly test: Examples
  /** From a predicted number to the units of the target. */
  readonly decode?: (prediction: number) => number
}

/** The layers of a network by the name of its architecture, for examples of one shape. Throws `ShapeError` as it does. */
export const layersOf = (
  name: ArchitectureName,
  { hidden, activation, dropout, width }: ArchitectureOptions,
  example: readonly number[],
  outputs: number,
): readonly LayerSpec[] =>
  specsOf(
    architectures[name]({ hidden, activation, dropout, ...(width === undefined ? {} : { width }) })(example, outputs),
  )
