/** Transfer learning from models as data: what a trained network has learned, as the beginning of another. */
import { key } from '../core/key.js'
import { frozen } from './layers/freeze.js'
import { fromSpecs } from './layers/registry.js'
import type { LayerSpec } from './layers/spec.js'
import type { AnyModel } from './model.js'

/** Layers as plain data, and what they have learned: what a model file holds. */
export interface Network {
  readonly layers: readonly LayerSpec[]
  readonly params: any
  readonly state: any
}

/** How many entries of parameters and of state the first layers of a network have. */
const slotsOf = (layers: readonly LayerSpec[]): readonly [params: number, state: number] => {
  const { params, state } = fromSpecs(layers).init(key(0))
  return [params.length, state.length]
}

/**
 * The network with every frozen layer free to learn again: the inverse of `frozenTo`, and of `freeze` with `frozen`.
 * Layers that are frozen inside another layer stay so.
 */
export const thawed = ({ layers, params, state }: Network): Network => {
  const last = layers.findLastIndex(({ layer }) => layer === 'freeze')
  if (last < 0) return { layers, params, state }
  const [inner, ...rest] = state as readonly [Network, ...unknown[]]
  const before = thawed({ layers: layers.slice(0, last), params: inner.params, state: inner.state })
  return {
    layers: [...before.layers, ...layers.slice(last + 1)],
    params: [...before.params, ...params],
    state: [...before.state, ...rest],
  }
}

/**
 * The place of the head among a network's layers: of the last layer with parameters, which turns what the trunk found into
 * outputs. Throws `RangeError` where no layer has any.
 */
export const headPlace = (layers: readonly LayerSpec[]): number => {
  const model = fromSpecs(layers)
  const place = model.layers.findLastIndex(({ parameters, frozen: still = 0 }) => parameters + still > 0)
  if (place < 0) throw new RangeError('headPlace: no layer has parameters')
  return place
}

const cut = (owner: string, network: Network, place: number | undefined) => {
  const { layers, params, state } = thawed(network)
  const at = place ?? headPlace(layers)
  if (!(Number.isInteger(at) && at >= 1 && at <= layers.length))
    throw new RangeError(`${owner}: expected a place from 1 to ${layers.length}, got ${at}`)
  const [p, s] = slotsOf(layers.slice(0, at))
  return { layers, params, state, at, p, s }
}

/** The network with its first `place` layers frozen (default: all before the head) and the others free to learn. */
export const frozenTo = (network: Network, place?: number): Network => {
  const { layers, params, state, at, p, s } = cut('frozenTo', network, place)
  const trunk = frozen({ params: params.slice(0, p), state: state.slice(0, s) })
  return {
    layers: [...layers.slice(0, at), { layer: 'freeze' }, ...layers.slice(at)],
    params: params.slice(p),
    state: [...trunk.state, ...state.slice(s)],
  }
}

/** The model of a network, whose first values are what the network has learned, whatever the key. */
export const learned = ({ layers, params, state }: Network): AnyModel => ({
  ...fromSpecs(layers),
  init: () => ({ params, state }),
})

/**
 * The first `place` layers of a network (default: all before its head) as a model that begins with what they have
 * learned, none of them frozen. Put `freeze` behind it, or not, and a new head. Throws `RangeError` for a place that is
 * not among the layers.
 *
 * @example pipe(trunkOf(file), freeze, dense(5)) // file a model file; only the new dense layer learns
 */
export const trunkOf = (network: Network, place?: number): AnyModel => {
  const { layers, params, state, at, p, s } = cut('trunkOf', network, place)
  return learned({ layers: layers.slice(0, at), params: params.slice(0, p), state: state.slice(0, s) })
}
