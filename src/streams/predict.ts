/** A model over a whole data set, in chunks of bounded size. */
import type { Numbers } from '../core/dtype.js'
import type { Tensor } from '../core/tensor.js'
import { compile } from '../engine/compile.js'
import { read } from '../engine/read.js'
import { infer, type Model } from '../models/model.js'
import { concat } from '../ops/concat.js'
import { type Dataset, inOrder } from './dataset.js'
import type { Snapshot } from './fitState.js'

/**
 * The numbers a model gives for every example, row after row. `chunk` examples are computed at a time (default 512);
 * what comes out does not depend on it, but for rounding.
 */
export const predict = <P extends readonly unknown[], S extends readonly unknown[], A>(
  model: Model<P, S, A, Tensor<any, any>>,
  chunk = 512,
): ((snapshot: Snapshot<P, S>, inputs: Dataset<A>) => Numbers) => {
  const run = compile(([{ params, state }, a]: readonly [Snapshot<P, S>, A]) => model.apply(params, state, a, infer)[0])
  return ({ params, state }, inputs) => {
    const parts = Array.from(inOrder(inputs, chunk), (a) => run([{ params, state }, a]))
    return parts.length === 0 ? new Float32Array(0) : read(concat(parts))
  }
}
