/** Every loss by name. Total: the laws and the command line quantify over it. */
import type { AnyTensor } from '../../core/tensor.js'
import { binaryCrossEntropy, categoricalCrossEntropy, sparseCategoricalCrossEntropy } from './crossEntropy.js'
import type { LossReduction } from './loss.js'
import { huber, meanAbsoluteError, meanSquaredError } from './regression.js'

export type LossName =
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'huber'
  | 'binaryCrossEntropy'
  | 'categoricalCrossEntropy'
  | 'sparseCategoricalCrossEntropy'

export type AnyLoss = (reduction: LossReduction) => (prediction: any, target: any, weights?: any) => AnyTensor

export interface LossEntry {
  readonly loss: AnyLoss
  /** What its targets are: numbers, probabilities of one class, distributions over classes, class indexes. */
  readonly target: 'number' | 'probability' | 'distribution' | 'class'
  /** Points where `prediction - target` has a kink, for the laws to keep away from. */
  readonly kinks: readonly number[]
}

export const losses: { readonly [N in LossName]: LossEntry } = {
  meanSquaredError: { loss: meanSquaredError as AnyLoss, target: 'number', kinks: [] },
  meanAbsoluteError: { loss: meanAbsoluteError as AnyLoss, target: 'number', kinks: [0] },
  huber: { loss: huber() as AnyLoss, target: 'number', kinks: [-1, 1] },
  binaryCrossEntropy: { loss: binaryCrossEntropy as AnyLoss, target: 'probability', kinks: [] },
  categoricalCrossEntropy: { loss: categoricalCrossEntropy as AnyLoss, target: 'distribution', kinks: [] },
  sparseCategoricalCrossEntropy: { loss: sparseCategoricalCrossEntropy as AnyLoss, target: 'class', kinks: [] },
}
