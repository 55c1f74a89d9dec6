/** Every loss by name, with its default options. Total: the laws and the command line quantify over it. */
import type { AnyTensor } from '../../core/tensor.js'
import { binaryCrossEntropy, binaryCrossEntropyOfProbabilities, focal } from './binary.js'
import { categoricalCrossEntropy, klDivergence, sparseCategoricalCrossEntropy } from './categorical.js'
import { cosine } from './cosine.js'
import { hinge, squaredHinge } from './hinge.js'
import type { LossReduction } from './loss.js'
import { huber, logCosh, meanAbsoluteError, meanSquaredError, poisson, quantile } from './regression.js'

export type LossName =
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'huber'
  | 'logCosh'
  | 'quantile'
  | 'poisson'
  | 'hinge'
  | 'squaredHinge'
  | 'binaryCrossEntropy'
  | 'binaryCrossEntropyOfProbabilities'
  | 'focal'
  | 'categoricalCrossEntropy'
  | 'sparseCategoricalCrossEntropy'
  | 'klDivergence'
  | 'cosine'

export type AnyLoss = (reduction: LossReduction) => (prediction: any, target: any, weights?: any) => AnyTensor

export interface LossEntry {
  readonly loss: AnyLoss
  /**
   * What its targets are, and with them its predictions: numbers; counts, of predicted logarithms of rates; -1 or 1, of
   * scores; 0 or 1, probabilities of one class, distributions over classes, class indexes, all of logits; directions.
   */
  readonly target: 'number' | 'count' | 'sign' | 'label' | 'probability' | 'distribution' | 'class' | 'direction'
  /** Predictions are probabilities themselves, where one would expect logits. */
  readonly ofProbabilities?: true
  /** Points where `prediction - target` has a kink, for the laws to keep away from. */
  readonly kinks: readonly number[]
}

const entry = (
  loss: unknown,
  target: LossEntry['target'],
  kinks: readonly number[] = [],
  more: Pick<LossEntry, 'ofProbabilities'> = {},
): LossEntry => ({ loss: loss as AnyLoss, target, kinks, ...more })

/** Every loss by name, with its default options and what is claimed of it. */
export const losses: { readonly [N in LossName]: LossEntry } = {
  meanSquaredError: entry(meanSquaredError, 'number'),
  meanAbsoluteError: entry(meanAbsoluteError, 'number', [0]),
  huber: entry(huber(), 'number', [-1, 1]),
  logCosh: entry(logCosh, 'number'),
  quantile: entry(quantile(), 'number', [0]),
  poisson: entry(poisson, 'count'),
  hinge: entry(hinge, 'sign', [0]),
  squaredHinge: entry(squaredHinge, 'sign', [0]),
  binaryCrossEntropy: entry(binaryCrossEntropy, 'probability'),
  binaryCrossEntropyOfProbabilities: entry(binaryCrossEntropyOfProbabilities, 'probability', [], {
    ofProbabilities: true,
  }),
  focal: entry(focal(), 'label'),
  categoricalCrossEntropy: entry(categoricalCrossEntropy, 'distribution'),
  sparseCategoricalCrossEntropy: entry(sparseCategoricalCrossEntropy, 'class'),
  klDivergence: entry(klDivergence, 'distribution'),
  cosine: entry(cosine, 'direction'),
}
