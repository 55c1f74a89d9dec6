/** Weights of other frameworks, by name. */
export {
  type How,
  type Imported,
  type ImportOptions,
  type ImportReport,
  importWeights,
  isComplete,
  type Leftover,
  type Match,
  type Misfit,
} from './importWeights.js'
export { type Layout, layoutOf, layouts } from './layouts.js'
export { type Mapping, readMapping } from './mapping.js'
