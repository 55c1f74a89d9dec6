/** Codecs at the border of a file: decoding with one error, and tensors as values of their own. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { DType } from '../core/dtype.js'
import type { Shape } from '../core/shape.js'
import { type AnyTensor, isTensor, type Tensor } from '../core/tensor.js'
import { describe } from '../data/index.js'
import { type FileError, fileError } from './fileError.js'

/** Decodes a value that was read from the file `source`; all problems with their paths are in one error. */
export const decodeWith =
  <A>(codec: t.Decoder<unknown, A>) =>
  (source: string) =>
  (u: unknown): E.Either<FileError, A> =>
    pipe(
      codec.decode(u),
      E.mapLeft((errors) => fileError(source, describe(errors), 'take a whole copy of the file, or write it anew')),
    )

const literalTensor = (u: unknown): u is AnyTensor => isTensor(u) && u.node?._tag === 'Literal'

/** The codec of tensors with known numbers, of any shape and element type. */
export const tensor: t.Type<AnyTensor> = new t.Type(
  'tensor',
  literalTensor,
  (u, context) => (literalTensor(u) ? t.success(u) : t.failure(u, context)),
  t.identity,
)

/**
 * The codec of tensors with one element type and one number of axes.
 *
 * @example tensorOf('f32', 2) // a matrix
 */
export const tensorOf = <D extends DType>(dtype: D, rank: number): t.Type<Tensor<Shape, D>> => {
  const is = (u: unknown): u is Tensor<Shape, D> => literalTensor(u) && u.dtype === dtype && u.shape.length === rank
  return new t.Type(
    `${dtype} tensor with ${rank} axes`,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  )
}
