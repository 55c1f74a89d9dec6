/** Codec of layers as plain data. */
import * as t from 'io-ts'
import { type InitialNumbers, initials, type LayerSpec, layerRegistry } from '../models/index.js'
import { adaptivePools, globalPools, joins, pools, pools1d, pools3d, recurrentLayers } from '../models/layers/index.js'
import { type ActivationName, type ActivationOptions, activationEntries } from '../ops/index.js'

const sizes = t.readonlyArray(t.number)
/** Names of a registry, as a codec. */
const nameOf = (registry: object): t.Mixed =>
  t.keyof(Object.fromEntries(Object.keys(registry).map((name) => [name, null])))

const numbered: { readonly [N in InitialNumbers['initial']]: t.Mixed } = {
  constant: t.strict({ initial: t.literal('constant'), value: t.number }),
  uniform: t.strict({ initial: t.literal('uniform'), bound: t.number }),
  normal: t.strict({ initial: t.literal('normal'), deviation: t.number }),
  truncatedNormal: t.strict({ initial: t.literal('truncatedNormal'), deviation: t.number }),
}
const initial = t.union([nameOf(initials), ...Object.values(numbered)] as unknown as [t.Mixed, t.Mixed])

/** So many, neither fewer nor more: a tuple of `io-ts` leaves off what is beyond it. */
const each = (count: number, one: t.Mixed): t.Mixed => {
  const list = t.readonlyArray(one)
  const right = (u: readonly unknown[]): boolean => u.length === count
  return new t.Type<readonly unknown[], unknown>(
    `[${new Array(count).fill(one.name).join(', ')}]`,
    (u): u is readonly unknown[] => list.is(u) && right(u),
    (u, context) => {
      const read = list.validate(u, context)
      return read._tag === 'Left' || right(read.right) ? read : t.failure(u, context)
    },
    t.identity,
  )
}
const pair = each(2, t.number)
/** How a window moves along so many axes. */
const moves = (axes: number) => ({
  window: each(axes, t.number),
  stride: each(axes, t.number),
  padding: t.union([t.literal('valid'), t.literal('same'), each(axes, pair)]),
})
/** A layer of windows with weights. */
const filtering = (layer: string, axes: number, options: t.Props): t.Mixed =>
  t.strict({
    layer: t.literal(layer),
    ...moves(axes),
    dilation: each(axes, t.number),
    weights: initial,
    bias: t.boolean,
    ...options,
  })
const convolution = (layer: string, axes: number, options: t.Props = {}): t.Mixed =>
  filtering(layer, axes, { filters: t.number, groups: t.number, ...options })
/** One codec for each name of a registry. */
const eachOf = <R extends object>(registry: R, codec: (name: string) => t.Mixed) =>
  Object.fromEntries(Object.keys(registry).map((name) => [name, codec(name)])) as unknown as {
    readonly [N in keyof R]: t.Mixed
  }
const bare = (name: string): t.Mixed => t.strict({ layer: t.literal(name) })

/** The codec of each option of activations, by its name. */
type OptionName = { readonly [N in ActivationName]: keyof ActivationOptions[N] }[ActivationName]
const optionCodecs: { readonly [N in OptionName & string]: t.Mixed } = {
  slope: t.number,
  alpha: t.number,
  beta: t.number,
  approximation: t.union([t.literal('none'), t.literal('tanh')]),
}
const activation = (name: string): t.Mixed => {
  const [options] = activationEntries[name as ActivationName].options
  const fields = Object.keys(options).map((option) => [option, optionCodecs[option as keyof typeof optionCodecs]])
  return t.strict({ layer: t.literal(name), ...Object.fromEntries(fields) })
}
/** Layers inside a layer. */
const body: t.Type<readonly LayerSpec[], unknown> = t.recursion('Layers', () => LayerSpecs as never)
const bodies = t.readonlyArray(body)
const join = t.keyof(Object.fromEntries(joins.map((name) => [name, null])))

const codecs: { readonly [N in LayerSpec['layer']]: t.Mixed } = {
  input: t.strict({ layer: t.literal('input'), shape: sizes }),
  dense: t.strict({ layer: t.literal('dense'), units: t.number, weights: initial }),
  conv1d: convolution('conv1d', 1),
  conv2d: convolution('conv2d', 2),
  conv3d: convolution('conv3d', 3),
  conv2dTranspose: convolution('conv2dTranspose', 2, { outputPadding: pair }),
  depthwiseConv2d: filtering('depthwiseConv2d', 2, { multiplier: t.number }),
  separableConv2d: filtering('separableConv2d', 2, { filters: t.number, multiplier: t.number }),
  upsample2d: t.strict({
    layer: t.literal('upsample2d'),
    factor: pair,
    method: t.union([t.literal('nearest'), t.literal('bilinear')]),
  }),
  ...eachOf(adaptivePools, (name) => t.strict({ layer: t.literal(name), size: pair })),
  dropout: t.strict({ layer: t.literal('dropout'), rate: t.number }),
  spatialDropout: t.strict({ layer: t.literal('spatialDropout'), rate: t.number }),
  embedding: t.strict({ layer: t.literal('embedding'), vocabulary: t.number, size: t.number, weights: initial }),
  positionEmbedding: t.strict({ layer: t.literal('positionEmbedding'), weights: initial }),
  ...eachOf(recurrentLayers, (name) =>
    t.strict({
      layer: t.literal(name),
      units: t.number,
      sequences: t.boolean,
      weights: initial,
      recurrentWeights: initial,
    }),
  ),
  multiHeadAttention: t.strict({
    layer: t.literal('multiHeadAttention'),
    heads: t.number,
    causal: t.boolean,
    weights: initial,
  }),
  timeDistributed: t.strict({ layer: t.literal('timeDistributed'), body }),
  flatten: bare('flatten'),
  freeze: bare('freeze'),
  batchNorm: t.strict({ layer: t.literal('batchNorm'), momentum: t.number, epsilon: t.number }),
  layerNorm: t.strict({ layer: t.literal('layerNorm'), epsilon: t.number }),
  groupNorm: t.strict({ layer: t.literal('groupNorm'), groups: t.number, epsilon: t.number }),
  instanceNorm: t.strict({ layer: t.literal('instanceNorm'), epsilon: t.number }),
  residual: t.strict({ layer: t.literal('residual'), body, shortcut: t.union([t.null, body]) }),
  branch: t.strict({ layer: t.literal('branch'), join, bodies }),
  repeat: t.strict({ layer: t.literal('repeat'), count: t.number, body }),
  parallel: t.strict({ layer: t.literal('parallel'), join, models: bodies }),
  ...eachOf(pools1d, (name) => t.strict({ layer: t.literal(name), ...moves(1) })),
  ...eachOf(pools, (name) => t.strict({ layer: t.literal(name), ...moves(2) })),
  ...eachOf(pools3d, (name) => t.strict({ layer: t.literal(name), ...moves(3) })),
  ...eachOf(globalPools, bare),
  prelu: t.strict({
    layer: t.literal('prelu'),
    slopes: t.union([t.literal('one'), t.literal('channels')]),
    initial: t.number,
  }),
  ...eachOf(activationEntries, activation),
}

const Named = t.type({ layer: nameOf({ ...layerRegistry, input: null, parallel: null }) })

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
