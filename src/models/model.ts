/** A model is a parametrised differentiable map, with a way to make its first parameters. */
import { foldIn, type Key } from '../core/key.js'
import type { Shape } from '../core/shape.js'
import type { KeyTensor } from '../ops/random.js'
import type { LayerSpec } from './layers/spec.js'

/** How a model runs: as in use, or as in training, with a key for whatever it draws. */
export type Mode = { readonly train: false } | { readonly train: true; readonly key: KeyTensor }
/** As in use: nothing random, no state changes. */
export const infer: Mode = { train: false }

/**
 * Sees what a layer gives, and its place among the model's `layers`; what it returns goes on to the next. Layers within
 * a layer are not seen.
 */
export type Watch = (given: any, place: number) => any
/** Watches nothing. */
export const unchanged: Watch = (given) => given

/** What a summary says of one layer. */
export interface LayerInfo {
  readonly spec: LayerSpec
  /** Shape of the result for one example, without the batch axis. */
  readonly out: Shape
  /** Number of trainable numbers. */
  readonly parameters: number
  /** Number of numbers that would be trainable if they were not frozen. */
  readonly frozen?: number
}

/**
 * Trainable parameters `P`, other state `S` (running statistics), a map from `A` to `B`.
 * Both are tuples with one entry for each layer that has any, or that holds other layers.
 */
export interface Model<P extends readonly unknown[], S extends readonly unknown[], A, B> {
  readonly init: (key: Key) => { readonly params: P; readonly state: S }
  readonly apply: (params: P, state: S, a: A, mode: Mode, watch?: Watch) => readonly [b: B, state: S]
  /** Shape of the result for one example. */
  readonly out: Shape
  readonly layers: readonly LayerInfo[]
}
export type AnyModel = Model<any, any, any, any>
/** A layer makes a larger model of the model before it, and so learns its input shape from it. */
export type AnyLayer = (before: AnyModel) => AnyModel

/** Types of a model's parts: `ParamsOf<typeof mlp>`. */
export type ParamsOf<M> = M extends Model<infer P, any, any, any> ? P : never
export type StateOf<M> = M extends Model<any, infer S, any, any> ? S : never

/** What a layer adds: parameters `Q` and state `R`, tuples of one entry or none, and a map from `B` to `C`. */
export interface Part<Q extends readonly unknown[], R extends readonly unknown[], B, C> extends LayerInfo {
  /** Lengths of `Q` and `R`. */
  readonly slots: readonly [Q['length'], R['length']]
  readonly init: (key: Key) => { readonly params: Q; readonly state: R }
  readonly apply: (params: Q, state: R, b: B, mode: Mode) => readonly [c: C, state: R]
}

/** The model that runs `before` and then `part`, which draws its first parameters with a key of its own. */
export const extend = <
  P extends readonly unknown[],
  S extends readonly unknown[],
  Q extends readonly unknown[],
  R extends readonly unknown[],
  A,
  B,
  C,
>(
  before: Model<P, S, A, B>,
  part: Part<Q, R, B, C>,
): Model<readonly [...P, ...Q], readonly [...S, ...R], A, C> => {
  const [ownParams, ownState] = part.slots
  const divide = (all: readonly unknown[], own: number): readonly [any, any] => [
    all.slice(0, all.length - own),
    all.slice(all.length - own),
  ]
  return {
    init: (key) => {
      const first = before.init(key)
      const own = part.init(foldIn(key, before.layers.length))
      return { params: [...first.params, ...own.params], state: [...first.state, ...own.state] }
    },
    apply: (params, state, a, mode, watch = unchanged) => {
      const [p, q] = divide(params, ownParams)
      const [s, r] = divide(state, ownState)
      const [b, s2] = before.apply(p, s, a, mode, watch)
      const [c, r2] = part.apply(q, r, b, mode)
      return [watch(c, before.layers.length), [...s2, ...r2]]
    },
    out: part.out,
    layers: [...before.layers, { spec: part.spec, out: part.out, parameters: part.parameters }],
  }
}

/** The model that runs `before` and then `f`, a layer with neither parameters nor state. */
export const extendPure = <P extends readonly unknown[], S extends readonly unknown[], A, B, C>(
  before: Model<P, S, A, B>,
  { spec, out }: Pick<LayerInfo, 'spec' | 'out'>,
  f: (b: B, mode: Mode) => C,
): Model<P, S, A, C> => ({
  init: before.init,
  apply: (params, state, a, mode, watch = unchanged) => {
    const [b, next] = before.apply(params, state, a, mode, watch)
    return [watch(f(b, mode), before.layers.length), next]
  },
  out,
  layers: [...before.layers, { spec, out, parameters: 0 }],
})

/** Number of trainable numbers of a model. */
export const parameterCount = (model: AnyModel): number => model.layers.reduce((n, l) => n + l.parameters, 0)
