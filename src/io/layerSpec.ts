/** Codec of layers as plain data. */
import * as t from 'io-ts'
import { initials, type LayerSpec, layerRegistry } from '../models/index.js'
import { activations } from '../models/layers/index.js'

const sizes = t.readonlyArray(t.number)
/** Names of a registry, as a codec. */
const nameOf = (registry: object): t.Mixed =>
  t.keyof(Object.fromEntries(Object.keys(registry).map((name) => [name, null])))

const codecs: { readonly [N in LayerSpec['layer']]: t.Mixed } = {
  input: t.strict({ layer: t.literal('input'), shape: sizes }),
  dense: t.strict({ layer: t.literal('dense'), units: t.number, weights: nameOf(initials) }),
  dropout: t.strict({ layer: t.literal('dropout'), rate: t.number }),
  flatten: t.strict({ layer: t.literal('flatten') }),
  ...(Object.fromEntries(
    Object.keys(activations).map((name) => [name, t.strict({ layer: t.literal(name) })]),
  ) as unknown as {
    readonly [N in keyof typeof activations]: t.Mixed
  }),
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
