/** Layers: functions from a model to a larger model. */
export { activations, logSoftmax, type Pointwise, relu, sigmoid, softmax, softplus, tanh } from './activation.js'
export { type Dense, dense } from './dense.js'
export { dropout } from './dropout.js'
export { flatten } from './flatten.js'
export { input } from './input.js'
