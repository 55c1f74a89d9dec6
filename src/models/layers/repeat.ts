/** One body again and again. */

import { ShapeError } from '../../core/errors.js'
import { foldIn } from '../../core/key.js'
import { positive } from '../../core/positive.js'
import { sameShape } from '../../core/shape.js'
import type { Tensor } from '../../core/tensor.js'
import { type AnyModel, extend, type Model, type Part, parameterCount } from '../model.js'
import { type AnyBody, type Body, bodySpecs, modeAt, started } from './body.js'

type List = readonly unknown[]

/**
 * `count` copies of a body in a row, each with parameters, state and random numbers of its own. The body keeps the shape.
 * Throws `RangeError` unless `count` is a positive integer, `ShapeError` where the body changes the shape.
 *
 * @example repeat(6, residual(flow(layerNorm(), dense(64), gelu)))
 */
export const repeat = <X extends Tensor<any>, Q extends List, R extends List>(
  count: number,
  body: Body<X, X, Q, R>,
) => {
  positive('repeat', 'count', count)
  return <P extends List, S extends List, A>(
    before: Model<P, S, A, X>,
  ): Model<readonly [...P, readonly Q[]], readonly [...S, readonly R[]], A, X> => {
    const model: AnyModel = started(body as AnyBody, before.out)
    if (!sameShape(model.out, before.out))
      throw new ShapeError('repeat', 'a body that keeps the shape', before.out, model.out)
    const place = before.layers.length
    const each = Array.from({ length: count }, (_, i) => i)
    const part: Part<readonly [readonly Q[]], readonly [readonly R[]], X, X> = {
      spec: { layer: 'repeat', count, body: bodySpecs(model) },
      out: before.out,
      parameters: count * parameterCount(model),
      slots: [1, 1],
      init: (key) => {
        const all = each.map((i) => model.init(foldIn(key, i)))
        return { params: [all.map(({ params }) => params)], state: [all.map(({ state }) => state)] }
      },
      apply: ([params], [state], x, mode) => {
        const own = modeAt(mode, place)
        const [y, states] = each.reduce<readonly [X, readonly R[]]>(
          ([now, done], i) => {
            const [next, after] = model.apply(params[i], state[i], now, modeAt(own, i))
            return [next as X, [...done, after as R]]
          },
          [x, []],
        )
        return [y, [states]]
      },
    }
    return extend(before, part)
  }
}
