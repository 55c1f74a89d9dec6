/** Derivatives of functions written with ops. All are functions written with ops again. */
import type { Float } from '../core/dtype.js'
import { ShapeError } from '../core/errors.js'
import { type Shape, sizeOf } from '../core/shape.js'
import { type AnyTensor, literal, type Scalar, type Tensor } from '../core/tensor.js'
import { concat } from '../ops/concat.js'
import { transpose } from '../ops/permute.js'
import { reshape } from '../ops/reshape.js'
import { full, onesLike } from '../ops/sum.js'
import { diff } from './diff.js'

type AnyScalar = Scalar<Float>

/** Value and gradient of a scalar function of a tree. The gradient has the structure of the argument. */
export const valueAndGrad =
  <A, Y extends AnyScalar>(f: (a: A) => Y) =>
  (a: A): readonly [value: Y, gradient: A] => {
    const [y, back] = diff(f)(a)
    if ((y.shape as Shape).length !== 0) throw new ShapeError('grad', 'a function with a scalar result []', y.shape)
    return [y, back(onesLike(y) as Y)]
  }

/** Gradient of a scalar function: `∂f/∂a`, in the structure of `a`. */
export const grad =
  <A>(f: (a: A) => AnyScalar) =>
  (a: A): A =>
    valueAndGrad(f)(a)[1]

/** Value, and the vector-Jacobian product `w ↦ Jᵀ·w`: reverse mode. */
export const vjp =
  <A, B>(f: (a: A) => B) =>
  (a: A): readonly [value: B, pullback: (w: B) => A] =>
    diff(f)(a)

/**
 * Value, and the Jacobian-vector product `J·v`: forward mode, as the derivative of reverse mode, which is linear.
 * Source: Townsend, "A new trick for calculating Jacobian vector products" (2017).
 */
export const jvp =
  <A, B>(f: (a: A) => B) =>
  (a: A, v: A): readonly [value: B, tangent: B] => {
    const [b, back] = diff(f)(a)
    const [, transposed] = diff(back)(b)
    return [b, transposed(v)]
  }

/** Hessian-vector product `H·v` of a scalar function, without the Hessian: forward over reverse. */
export const hvp =
  <A>(f: (a: A) => AnyScalar) =>
  (a: A, v: A): A =>
    jvp(grad(f))(a, v)[1]

/** The tensors of a shape with a single 1, in row-major order. */
const units = ({ shape, dtype }: AnyTensor): readonly AnyTensor[] => {
  const size = sizeOf(shape)
  const one = (i: number): readonly number[] => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))
  return Array.from({ length: size }, (_, i) => literal(shape, one(i), dtype))
}
/** `f` of each unit of `x`, as rows `[size of x, width]`. */
const ofUnits = (x: AnyTensor, width: number, f: (unit: any) => any): any => {
  const rows = units(x).map((unit) => reshape(f(unit), [1, width]))
  return rows.length === 0 ? full([0, width], 0, x.dtype) : concat(rows as never)
}

/**
 * All derivatives of a function from a tensor to a tensor: `[…s]` to `[…r]` gives `[…r, …s]`, element `[i, j]` being
 * `∂fᵢ/∂xⱼ`. By one product for each element of the result (reverse mode) or of the argument (forward mode), whichever are
 * fewer.
 */
export const jacobian =
  <S extends Shape, R extends Shape, D extends Float>(f: (x: Tensor<S, D>) => Tensor<R, D>) =>
  (x: Tensor<S, D>): Tensor<readonly [...R, ...S], D> => {
    const [y, back] = diff(f)(x)
    const [n, m] = [sizeOf(x.shape), sizeOf(y.shape)]
    const matrix = m < n ? ofUnits(y, n, back) : transpose(ofUnits(x, m, diff(back)(y)[1]))
    return reshape(matrix, [...y.shape, ...x.shape] as const) as Tensor<readonly [...R, ...S], D>
  }

/** All second derivatives of a scalar function of one tensor: `[…s] → […s, …s]`, one product per element. */
export const hessian = <S extends Shape, D extends Float>(
  f: (x: Tensor<S, D>) => Scalar<D>,
): ((x: Tensor<S, D>) => Tensor<readonly [...S, ...S], D>) => jacobian(grad(f as (x: Tensor<S, D>) => AnyScalar))
