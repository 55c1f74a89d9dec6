/** Losses: how wrong a prediction is, as a differentiable number. */
export {
  type BinaryCrossEntropy,
  type BinaryCrossEntropyOptions,
  binaryCrossEntropy,
  binaryCrossEntropyOfProbabilities,
  type FocalOptions,
  focal,
} from './binary.js'
export {
  type CategoricalCrossEntropy,
  type CategoricalOptions,
  categoricalCrossEntropy,
  klDivergence,
  type SparseOptions,
  sparseCategoricalCrossEntropy,
} from './categorical.js'
export { cosine } from './cosine.js'
export { hinge, squaredHinge } from './hinge.js'
export { elementLoss, type Loss, type LossReduction } from './loss.js'
export { type AnyLoss, type LossEntry, type LossName, losses } from './registry.js'
export { huber, logCosh, meanAbsoluteError, meanSquaredError, poisson, quantile } from './regression.js'
