/** Models: layers, initial values, losses, metrics. */
export {
  type Architecture,
  type ArchitectureName,
  type ArchitectureOptions,
  architectures,
} from './architectures/index.js'
export * from './explain/index.js'
export {
  type Fan,
  type Initial,
  type InitialName,
  type InitialNumbers,
  type InitialSpec,
  initialOf,
  initials,
  numberedInitials,
} from './initial.js'
export { type Holder, inventory, type Piece } from './inventory.js'
export { continueFrom, layerOutput } from './layerOutputs.js'
export { type ActivationLayerName, activationSpecs, activations } from './layers/activations.js'
export { fromSpecs, layers as layerRegistry, specsOf } from './layers/registry.js'
export type { ActivationSpec, LayerName, LayerSpec } from './layers/spec.js'
export * from './losses/index.js'
export * from './metrics/index.js'
export {
  type AnyLayer,
  type AnyModel,
  extend,
  infer,
  type LayerInfo,
  type Mode,
  type Model,
  type ParamsOf,
  type Part,
  parameterCount,
  type StateOf,
  type Watch,
} from './model.js'
export { layerText, summary } from './summary.js'
export * from './trees/index.js'
export { frozenTo, headPlace, learned, type Network, thawed, trunkOf } from './trunk.js'
