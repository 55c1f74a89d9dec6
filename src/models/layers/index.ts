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
export { type Conv1d, type Conv1dLayerOptions, conv1d } from './conv1d.js'
export { type Conv2d, type Conv2dOptions, conv2d, type Filters } from './conv2d.js'
export { type Conv2dTranspose, type ConvTransposeLayerOptions, conv2dTranspose } from './conv2dTranspose.js'
export { type Conv3d, type Conv3dLayerOptions, conv3d } from './conv3d.js'
export { type Dense, dense } from './dense.js'
export {
  type DepthwiseConv2d,
  type DepthwiseLayerOptions,
  depthwiseConv2d,
  type SeparableConv2d,
  separableConv2d,
} from './depthwise.js'
export { dropout, spatialDropout } from './dropout.js'
export { type Embedding, embedding, type Places, positionEmbedding } from './embedding.js'
export type { Images, Sequences, Volumes } from './filters.js'
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
export { avgPool1d, maxPool1d, minPool1d, type Pool1dLayer, pools1d } from './pool1d.js'
export { avgPool3d, maxPool3d, minPool3d, type Pool3dLayer, pools3d } from './pool3d.js'
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
export {
  type AdaptivePoolLayer,
  adaptiveAvgPool2d,
  adaptiveMaxPool2d,
  adaptivePools,
  upsample2d,
} from './resize.js'
export { timeDistributed } from './timeDistributed.js'
