/** Laws of transfer: a network cut, frozen and thawed is the network it was. */
import * as fc from 'fast-check'
import { flow, pipe } from 'fp-ts/lib/function.js'
import { key, leaves, literal } from '../../src/core/index.js'
import { settle } from '../../src/engine/index.js'
import {
  type AnyModel,
  frozenTo,
  headPlace,
  infer,
  learned,
  type Network,
  specsOf,
  thawed,
  trunkOf,
} from '../../src/models/index.js'
import { batchNorm, dense, dropout, freeze, input, relu, residual } from '../../src/models/layers/index.js'
import { type Law, law } from '../law.js'
import { near, numbers, same } from '../numeric.js'
import { keys, trainingWith } from './examples.js'

const trunk = pipe(input(3), dense(4), batchNorm(), relu, residual(flow(dense(4), batchNorm())), dropout(0.3))
const model: AnyModel = pipe(trunk, dense(2))
const rows = literal([4, 3], [0.3, -1, 2, 1.5, 0.2, -0.7, -2, 1, 0.4, 0.9, -0.1, 1.1]) as any
/** A network whose running statistics are no longer those at first. */
const networkOf = (k: ReturnType<typeof key>): Network => {
  const { params, state } = model.init(k)
  const [, after] = model.apply(params, state, rows, trainingWith(k))
  return { layers: specsOf(model), ...settle({ params, state: after }) }
}
const networks = keys.map(networkOf)
const places = fc.integer({ min: 1, max: specsOf(model).length })
const answers = ({ layers, params, state }: Network): readonly number[] =>
  numbers(learned({ layers, params, state }).apply(params, state, rows, infer)[0])
const equal = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((v, i) => near(v, b[i]!, 1e-6))
const sameNetwork = (a: Network, b: Network): boolean =>
  JSON.stringify(a.layers) === JSON.stringify(b.layers) && same(a.params, b.params) && same(a.state, b.state)

export const transferLaws: readonly Law[] = [
  law('frozenTo: the same answers at any place, and thawed it is the network again', [networks, places], (own, at) => {
    const still = frozenTo(own, at)
    return equal(answers(still), answers(own)) && sameNetwork(thawed(still), own)
  }),
  law('frozenTo: frozen twice is frozen at the last place', [networks, places, places], (own, a, b) =>
    sameNetwork(frozenTo(frozenTo(own, a), b), frozenTo(own, b)),
  ),
  law('thawed: of freezes one behind another, as of one', [networks], (own) => {
    const inner = frozenTo(own, 2)
    const twice: AnyModel = pipe(learned(inner), freeze)
    const { params, state } = twice.init(key(0))
    return leaves(params).length === 0 && sameNetwork(thawed({ layers: specsOf(twice), params, state }), own)
  }),
  law('trunkOf: behind freeze, with a head anew, only the head is drawn and learns', [networks, keys], (own, k) => {
    const next: AnyModel = pipe(trunkOf(own), freeze, dense(3))
    const { params, state } = settle(next.init(k))
    const kept = thawed({ layers: specsOf(next), params, state })
    const before = own.params.slice(0, -1)
    return (
      leaves(params).length === 2 &&
      same(kept.params.slice(0, -1), before) &&
      same(kept.state, own.state) &&
      `${numbers(params)}` !== `${numbers(settle(next.init(key(1_000_001))).params)}` &&
      same(next.apply(params, state, rows, trainingWith(k))[1], state)
    )
  }),
  law('trunkOf: the whole of a network is what it learned', [networks], (own) => {
    const whole = trunkOf(own, own.layers.length)
    return sameNetwork({ layers: specsOf(whole), ...whole.init(key(0)) }, own)
  }),
  law('headPlace: the last layer with parameters, frozen or not', [networks, places], (own, at) => {
    const still = frozenTo(own, at)
    return headPlace(own.layers) === 6 && headPlace(still.layers) === (at > 6 ? 6 : 7)
  }),
]
