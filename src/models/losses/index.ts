/** Losses: how wrong a prediction is, as a differentiable number. */
export { binaryCrossEntropy, categoricalCrossEntropy, sparseCategoricalCrossEntropy } from './crossEntropy.js'
export { elementLoss, type Loss, type LossReduction } from './loss.js'
export { type AnyLoss, type LossEntry, type LossName, losses } from './registry.js'
export { huber, meanAbsoluteError, meanSquaredError } from './regression.js'
