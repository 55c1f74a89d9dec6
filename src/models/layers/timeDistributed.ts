/** A body at every place of a sequence. */
import { ShapeError } from '../../core/errors.js'
import type { Batch, Dim, Shape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { reshape } from '../../ops/reshape.js'
import { type AnyModel, extend, type Model, type Part, parameterCount } from '../model.js'
import { type AnyBody, type Body, bodySpecs, modeAt, started } from './body.js'

type List = readonly unknown[]

/**
 * The same body, with the same parameters, at each of the `t` places: `[batch, t, …a] → [batch, t, …b]` for a body
 * `[batch, …a] → [batch, …b]`. Throws `ShapeError` for examples without a first axis.
 *
 * @example pipe(input([20, 8]), lstm(32, { sequences: true }), timeDistributed(dense(4)))
 */
export const timeDistributed =
  <Rest extends Shape, Out extends Shape, Q extends List, R extends List>(
    body: Body<Tensor<readonly [Batch, ...Rest]>, Tensor<readonly [Batch, ...Out]>, Q, R>,
  ) =>
  <P extends List, S extends List, A, T extends Dim>(
    before: Model<P, S, A, Tensor<readonly [Batch, T, ...Rest]>>,
  ): Model<readonly [...P, Q], readonly [...S, R], A, Tensor<readonly [Batch, T, ...Out]>> => {
    const [time, ...rest] = before.out
    if (time === undefined) throw new ShapeError('timeDistributed', 'sequences [batch, time, …]', before.out)
    const model: AnyModel = started(body as AnyBody, rest)
    const place = before.layers.length
    const part: Part<readonly [Q], readonly [R], any, any> = {
      spec: { layer: 'timeDistributed', body: bodySpecs(model) },
      out: [time, ...model.out],
      parameters: parameterCount(model),
      slots: [1, 1],
      init: (key) => {
        const { params, state } = model.init(key)
        return { params: [params], state: [state] }
      },
      apply: ([params], [state], x, mode) => {
        const n = x.shape[0]
        const [y, next] = model.apply(params, state, reshape(x, [n * time, ...rest]), modeAt(mode, place))
        return [reshape(y, [n, time, ...model.out]), [next]]
      },
    }
    return extend(before, part) as Model<any, any, A, any>
  }
