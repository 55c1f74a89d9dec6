/** A model over a whole data set, in chunks of bounded size. */
import type { Numbers } from '../core/dtype.js'
import type { Tensor } from '../core/tensor.js'
import { read } from '../engine/read.js'
import { infer, type Model } from '../models/model.js'
import { type Dataset, inOrder } from './dataset.js'
import type { Snapshot } from './fit.js'

/** The numbers a model gives for every example, row after row. `chunk` examples are computed at a time. */
export const predict =
  <P extends readonly unknown[], S extends readonly unknown[], A>(
    model: Model<P, S, A, Tensor<any, any>>,
    chunk = 512,
  ) =>
  ({ params, state }: Snapshot<P, S>, inputs: Dataset<A>): Numbers => {
    const parts = inOrder(inputs, chunk).map((a) => read(model.apply(params, state, a, infer)[0]))
    const all = new Float32Array(parts.reduce((n, p) => n + p.length, 0))
    parts.reduce((at, part) => {
      all.set(part as ArrayLike<number>, at)
      return at + part.length
    }, 0)
    return all
  }
