/** Looking inside a model: what a layer gives, and what the layers behind it make of something else. */
import type { Tensor } from '../core/tensor.js'
import { infer, type Model } from './model.js'

type List = readonly unknown[]

/** Throws `RangeError` for a place that is not among a model's layers. */
const checkPlace = (owner: string, { layers }: { readonly layers: List }, place: number): void => {
  if (!(Number.isInteger(place) && place >= 0 && place < layers.length))
    throw new RangeError(`${owner}: there is no layer ${place} among ${layers.length} layers`)
}

/**
 * What the layer at `place` among `model.layers` (0 is the input) gives in use: `[batch, …model.layers[place].out]`.
 * Throws `RangeError` for a layer that is not there.
 */
export const layerOutput = <P extends List, S extends List, A>(model: Model<P, S, A, any>, place: number) => {
  checkPlace('layerOutput', model, place)
  return ({ params, state }: { readonly params: P; readonly state: S }, a: A): Tensor<any, any> => {
    const given: Tensor<any, any>[] = []
    model.apply(params, state, a, infer, (b, at) => {
      if (at === place) given.push(b)
      return b
    })
    return given[0]!
  }
}

/**
 * What the layers behind `place` make of `h` in its stead: the model in two, for
 * `continueFrom(model, i)(snapshot, a)(layerOutput(model, i)(snapshot, a))` is the model's result for `a`.
 * Throws `RangeError` for a layer that is not there.
 */
export const continueFrom = <P extends List, S extends List, A, B>(model: Model<P, S, A, B>, place: number) => {
  checkPlace('continueFrom', model, place)
  return ({ params, state }: { readonly params: P; readonly state: S }, a: A) =>
    (h: Tensor<any, any>): B =>
      model.apply(params, state, a, infer, (b, at) => (at === place ? h : b))[0]
}
