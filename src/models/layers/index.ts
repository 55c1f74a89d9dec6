/** Layers: functions from a model to a larger model. */
export { activations, logSoftmax, type Pointwise, relu, sigmoid, softmax, softplus, tanh } from './activation.js'
export { type Conv2d, type Conv2dOptions, conv2d, type Filters, type Images } from './conv2d.js'
export { type Dense, dense } from './dense.js'
export { dropout } from './dropout.js'
export { flatten } from './flatten.js'
export { input } from './input.js'
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
