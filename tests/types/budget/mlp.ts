/** A network of ten dense layers and its loss: how much work shapes in types are for the compiler. */
import { pipe } from 'fp-ts/lib/function.js'
import type { Batch, Scalar, Tensor } from '../../../src/core/index.js'
import { infer, type ParamsOf, sparseCategoricalCrossEntropy } from '../../../src/models/index.js'
import { dense, dropout, flatten, input, relu } from '../../../src/models/layers/index.js'

/** The files that the baseline checks, too. */
export type * as library from '../../../src/index.js'

export const mlp = pipe(
  pipe(input([28, 28]), flatten, dense(512), relu, dense(384), relu, dense(256), relu, dense(192), relu, dropout(0.1)),
  (before) => pipe(before, dense(128), relu, dense(96), relu, dense(64), relu, dense(48), relu, dense(32), relu),
  dense(10),
)

export const loss = (
  params: ParamsOf<typeof mlp>,
  images: Tensor<readonly [Batch, 28, 28]>,
  classes: Tensor<readonly [Batch], 'i32'>,
): Scalar => sparseCategoricalCrossEntropy('mean')(mlp.apply(params, [], images, infer)[0], classes)

type LastWeights = ParamsOf<typeof mlp>[9]['weights']
export const last: LastWeights extends Tensor<readonly [32, 10]> ? true : false = true
