/** Nouns: shapes, element types, tensors, op records, trees, keys, errors. */
export * from './dtype.js'
export * from './errors.js'
export * from './graph.js'
export * from './key.js'
export * from './op.js'
export * from './shape.js'
export type { AxisOf, Broadcast, Fits, Joined, Permuted, Product, Reduced, Times } from './sizes.js'
export * from './tensor.js'
export { threefry } from './threefry.js'
export { entries, leaves, type MapTree, mapTree, sameForm } from './tree.js'
export {
  type Padding,
  type Padding2d,
  type Padding3d,
  type Size2d,
  type Size3d,
  type TransposedOutput,
  transposedOutput,
  type WindowOutput,
  windowOutput,
} from './windows.js'
