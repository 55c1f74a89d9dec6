/** What an explanation explains: one number for each row. */
import { type Float, isFloat } from '../../core/dtype.js'
import { DTypeError, ShapeError } from '../../core/errors.js'
import type { Batch, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { reshape } from '../../ops/reshape.js'
import { slice } from '../../ops/slice.js'
import { infer, type Model } from '../model.js'

/** One number for each row of a batch, and of that row alone: `[batch, …s] → [batch]`. */
export type Evidence<S extends Shape = any, D extends Float = any> = (x: Tensor<S, D>) => Tensor<readonly [Batch], D>

/** Column `of` of rows `[batch, n] → [batch]`. */
export const columnOf = (y: Tensor<any, any>, of: number): Tensor<readonly [Batch], any> =>
  reshape(slice(y, { start: [0, of], stop: [y.shape[0], of + 1] }), [y.shape[0]]) as Tensor<any, any>

/** Throws unless a model gives rows with an output `of`. */
export const checkOutput = (owner: string, out: Shape, of: number): void => {
  if (out.length !== 1) throw new ShapeError(owner, 'a model that gives rows [batch, n]', out)
  if (!(Number.isInteger(of) && of >= 0 && of < out[0]!))
    throw new RangeError(`${owner}: there is no output ${of} among ${out[0]}`)
}

/**
 * Output `of` (default 0) of a model in use, as a function of its input: the logit of a class, or a number.
 * Throws `ShapeError` for a model that does not give rows, `RangeError` for an output that is not there.
 *
 * @example saliency(evidence(model, 3)(snapshot))(images)
 */
export const evidence = <P extends readonly unknown[], S extends readonly unknown[], A extends Shape, D extends Float>(
  model: Model<P, S, Tensor<A, D>, Tensor<any, any>>,
  of = 0,
): ((snapshot: { readonly params: P; readonly state: S }) => Evidence<A, D>) => {
  checkOutput('evidence', model.out, of)
  return ({ params, state }) =>
    (x) =>
      columnOf(model.apply(params, state, x, infer)[0], of)
}

/** Throws `DTypeError` for inputs without derivatives. */
export const checkFloat = (owner: string, { dtype }: Tensor<any, any>): void => {
  if (!isFloat(dtype)) throw new DTypeError(owner, 'inputs in f32 or f64', dtype)
}
