/** Layers: functions from a model to a larger model. */
export {
  elu,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  logSoftmax,
  mish,
  type Pointwise,
  relu,
  selu,
  sigmoid,
  softmax,
  softplus,
  softsign,
  sparsemax,
  swish,
  tanh,
} from './activation.js'
export { type ActivationLayerName, activations } from './activations.js'
export {
  type Attention,
  type AttentionOptions,
  multiHeadAttention,
  type TransformerOptions,
  transformerBlock,
} from './attention.js'
export type { Body } from './body.js'
export { branch, parallel, residual } from './branch.js'
export { type Conv2d, type Conv2dOptions, conv2d, type Filters, type Images } from './conv2d.js'
export { type Dense, dense } from './dense.js'
export { dropout, spatialDropout } from './dropout.js'
export { type Embedding, embedding, type Places, positionEmbedding } from './embedding.js'
export { flatten } from './flatten.js'
export { type Frozen, freeze, frozen } from './freeze.js'
export { input } from './input.js'
export { type Join, type Joined, joins } from './join.js'
export {
  type BatchNormOptions,
  batchNorm,
  groupNorm,
  instanceNorm,
  layerNorm,
  type Norm,
  type NormOptions,
  type RunningStatistics,
} from './norm.js'
export {
  avgPool2d,
  type GlobalPoolLayer,
  globalAvgPool2d,
  globalMaxPool2d,
  globalMinPool2d,
  globalPools,
  maxPool2d,
  minPool2d,
  type PoolLayer,
  pools,
} from './pool.js'
export { type PRelu, prelu } from './prelu.js'
export {
  type Gru,
  gru,
  lstm,
  type Recurrent,
  type RecurrentLayer,
  type RecurrentOptions,
  recurrentLayers,
  simpleRnn,
} from './recurrent.js'
export { repeat } from './repeat.js'
export { timeDistributed } from './timeDistributed.js'
