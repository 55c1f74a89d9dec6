/** How expressions become numbers. */
export { firstNotFinite, type NotFinite } from './diagnose.js'
export type { Engine, Inputs } from './engine.js'
export { eqTensor, eqTree, showTensor } from './instances.js'
export { type Reading, read, readScalar, readTree, settle } from './read.js'
export { reference } from './reference.js'
