/** Metrics: how good predictions are, for people to read. */
export {
  accuracy,
  type ConfusionMatrix,
  confusionMatrix,
  confusionMonoid,
  f1,
  macro,
  precision,
  recall,
} from './confusion.js'
export { type RegressionMetrics, regressionMetrics } from './regression.js'
export { rocAuc } from './rocAuc.js'
