/** Architectures: whole models by name. */
export type { Architecture, ArchitectureOptions } from './architecture.js'
export { lenet } from './lenet.js'
export { notes } from './notes.js'
export { perceptron } from './perceptron.js'
export { type ArchitectureName, architectures } from './registry.js'
export { resnet } from './resnet.js'
