/** Verbs: operations on tensors. */
export { abs } from './abs.js'
export * from './activations/index.js'
export { add } from './add.js'
export { argMax } from './argMax.js'
export { atan2 } from './atan2.js'
export { cast } from './cast.js'
export { clamp } from './clamp.js'
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './compare.js'
export { concat } from './concat.js'
export { type ConvOptions, conv2d, conv2dByInput, conv2dByWeights } from './conv2d.js'
export { div } from './div.js'
export { type Binary, type Comparison, type Numeric, noAttrs, type Unary } from './elementwise.js'
export { erf } from './erf.js'
export { exp } from './exp.js'
export { expm1 } from './expm1.js'
export { max, min } from './extremum.js'
export { foldRows, type Rows, scanRows } from './foldRows.js'
export { gather, scatterAdd } from './gather.js'
export { log } from './log.js'
export { log1p } from './log1p.js'
export { matmul } from './matmul.js'
export { maximum, minimum } from './maximum.js'
export { mean } from './mean.js'
export { mod } from './mod.js'
export { mul } from './mul.js'
export type { OpName } from './names.js'
export { neg } from './neg.js'
export { oneHot } from './oneHot.js'
export { permute, transpose } from './permute.js'
export {
  avgPool2d,
  type GlobalPool2d,
  globalAvgPool2d,
  globalMaxPool2d,
  globalMinPool2d,
  maxPool2d,
  minPool2d,
  type Pool2d,
  type PoolOptions,
} from './pool.js'
export { pow, square } from './pow.js'
export { foldInKey, type KeyTensor, keyTensor, randomUniform } from './random.js'
export { ops } from './registry.js'
export { reshape } from './reshape.js'
export { ceil, floor, round } from './round.js'
export { sigmoid } from './sigmoid.js'
export { sign } from './sign.js'
export { cos, sin, tan } from './sin.js'
export { pad, slice } from './slice.js'
export { sqrt } from './sqrt.js'
export { identity, stopGradient } from './stopGradient.js'
export { sub } from './sub.js'
export { broadcastTo, full, type Keep, onesLike, type Reduction, sum, zerosLike } from './sum.js'
export { tanh } from './tanh.js'
export { where } from './where.js'
export type { Layout } from './window.js'
