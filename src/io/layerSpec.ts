/** Codec of layers as plain data. */
import * as t from 'io-ts'
import { initials, type LayerSpec, layerRegistry } from '../models/index.js'
import { activations, globalPools, pools } from '../models/layers/index.js'

const sizes = t.readonlyArray(t.number)
/** Names of a registry, as a codec. */
const nameOf = (registry: object): t.Mixed =>
  t.keyof(Object.fromEntries(Object.keys(registry).map((name) => [name, null])))

const pair = t.readonly(t.tuple([t.number, t.number]))
const padding = t.union([t.literal('valid'), t.literal('same'), t.readonly(t.tuple([pair, pair]))])
/** One codec for each name of a registry. */
const eachOf = <R extends object>(registry: R, codec: (name: string) => t.Mixed) =>
  Object.fromEntries(Object.keys(registry).map((name) => [name, codec(name)])) as unknown as {
    readonly [N in keyof R]: t.Mixed
  }
const bare = (name: string): t.Mixed => t.strict({ layer: t.literal(name) })

const codecs: { readonly [N in LayerSpec['layer']]: t.Mixed } = {
  input: t.strict({ layer: t.literal('input'), shape: sizes }),
  dense: t.strict({ layer: t.literal('dense'), units: t.number, weights: nameOf(initials) }),
  conv2d: t.strict({
    layer: t.literal('conv2d'),
    filters: t.number,
    window: pair,
    stride: pair,
    dilation: pair,
    padding,
    groups: t.number,
    weights: nameOf(initials),
    bias: t.boolean,
  }),
  dropout: t.strict({ layer: t.literal('dropout'), rate: t.number }),
  flatten: bare('flatten'),
  ...eachOf(pools, (name) => t.strict({ layer: t.literal(name), window: pair, stride: pair, padding })),
  ...eachOf(globalPools, bare),
  ...eachOf(activations, bare),
}

const Named = t.type({ layer: nameOf({ ...layerRegistry, input: null }) })

/** One layer: its name decides what options it must have. */
const OneLayer = new t.Type<LayerSpec, unknown>(
  'LayerSpec',
  (u): u is LayerSpec => Named.is(u) && codecs[u.layer as LayerSpec['layer']].is(u),
  (u, context) => {
    const named = Named.validate(u, context)
    if (named._tag === 'Left') return named
    return codecs[named.right.layer as LayerSpec['layer']].validate(u, context)
  },
  (spec) => spec,
)

export const LayerSpecs = t.readonlyArray(OneLayer)
