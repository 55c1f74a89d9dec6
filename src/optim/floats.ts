/** Arithmetic on the floating point leaves of trees. */
import { isFloat } from '../core/dtype.js'
import type { AnyTensor, Scalar, Tensor } from '../core/tensor.js'
import { mapTree } from '../core/tree.js'
import { cast } from '../ops/cast.js'
import { mul } from '../ops/mul.js'
import { broadcastTo, zerosLike } from '../ops/sum.js'
import { where } from '../ops/where.js'

/** `mapTree` over the floating point leaves of `tree`; the others become zeros. */
export const mapFloats = <T>(
  f: (x: any, ...ys: readonly any[]) => AnyTensor,
  tree: T,
  ...rest: readonly unknown[]
): T => mapTree<T>((x: AnyTensor, ...ys) => (isFloat(x.dtype) ? f(x, ...ys) : zerosLike(x)), tree, ...rest)

/** `yes` where the condition holds, else `no`: all leaves of the one tree or all of the other. */
export const choose = <T>(condition: Tensor<readonly [], 'bool'>, yes: T, no: T): T =>
  mapTree<T>((a: any, b: any) => where(broadcastTo(condition, a.shape), a, b) as any, yes, no)

/** Zeros in the structure, shapes and element types of `params`. */
export const zeros = <P>(params: P): P => mapTree<P>((p: AnyTensor) => zerosLike(p), params)

/** `factor · x` on every floating point leaf, the factor rounded to the leaf's element type. */
export const multiply = <P>(factor: Scalar<'f64'>, tree: P): P => mapFloats((x) => mul(x, cast(factor, x.dtype)), tree)
