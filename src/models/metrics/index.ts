/** Metrics: how good predictions are, for people to read. */
export { averagePrecision } from './averagePrecision.js'
export {
  accuracy,
  type ClassMeasure,
  type ConfusionMatrix,
  cohenKappa,
  confusionMatrix,
  confusionMonoid,
  f1,
  macro,
  matthews,
  micro,
  ofConfusion,
  precision,
  recall,
  weighted,
} from './confusion.js'
export {
  averagePrecisionMetric,
  type Binned,
  type BinnedOptions,
  type BoundedMetric,
  binnedAveragePrecision,
  binnedRocAuc,
  rocAucMetric,
  type Scored,
} from './curves.js'
export { type Average, type Metric, measured } from './metric.js'
export { brier, type Calibration, calibrationError, logLoss, topKAccuracy } from './probabilities.js'
export { type MetricEntry, type MetricName, metrics } from './registry.js'
export {
  type RegressionMetrics,
  type RegressionState,
  regressionMetric,
  regressionMetrics,
  regressionMonoid,
} from './regression.js'
export { rocAuc } from './rocAuc.js'
