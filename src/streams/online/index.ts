/** Online learning: transforms and learners of one record at a time. */
export type { BucketState } from './bucketLearner.js'
export type { DescentOptions } from './descent.js'
export { type FactorizationMachineOptions, factorizationMachine } from './factorizationMachine.js'
export { type FeatureHasherOptions, featureHasher } from './featureHasher.js'
export type { Features, SparseFeatures } from './features.js'
export type { Classes, Label, TwoClasses } from './head.js'
export { type LaggedOptions, type LaggedState, lagged } from './lagged.js'
export type { Hashed } from './learnerOf.js'
export { type LinearRegressionOptions, linearRegression } from './linearRegression.js'
export { type LogisticRegressionOptions, logisticRegression } from './logisticRegression.js'
export { learnMany, predictThenLearn } from './many.js'
export { type MinMaxScalerState, minMaxScaler } from './minMaxScaler.js'
export { type ModelLearnerOptions, modelLearner, type OneOf } from './modelLearner.js'
export { murmurHash3 } from './murmurHash3.js'
export type { NamedState } from './namedLearner.js'
export { type OneHotOptions, type OneHotState, oneHotEncoder } from './oneHotEncoder.js'
export type { Labelled, Online, OnlineTransform, Trial } from './online.js'
export { pipeline } from './pipeline.js'
export {
  type OnlineLearnerEntry,
  type OnlineLearnerName,
  type OnlineTransformEntry,
  type OnlineTransformName,
  onlineLearners,
  onlineTransforms,
} from './registry.js'
export { drop, select } from './select.js'
export { type SoftmaxRegressionOptions, softmaxRegression } from './softmaxRegression.js'
export { type StandardScalerOptions, type StandardScalerState, standardScaler } from './standardScaler.js'
export { toVector } from './toVector.js'
export { union } from './union.js'
export { type Relabelling, withLabels } from './withLabels.js'
