/** What other frameworks call the tensors of a layer, and how they arrange them. Total over our layers with tensors. */
import type { Holder, LayerName, LayerSpec } from '../../models/index.js'
import {
  asIs,
  depthwiseTurn,
  flattenedRow,
  flattenedRows,
  gates,
  part,
  permuted,
  reshaped,
  row,
  type Turn,
  transposed,
} from './turns.js'

/** Layers with tensors of their own. */
type Holding = Extract<
  LayerName,
  | 'dense'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'conv2dTranspose'
  | 'depthwiseConv2d'
  | 'separableConv2d'
  | 'embedding'
  | 'positionEmbedding'
  | 'simpleRnn'
  | 'lstm'
  | 'gru'
  | 'multiHeadAttention'
  | 'batchNorm'
  | 'layerNorm'
  | 'groupNorm'
  | 'instanceNorm'
  | 'prelu'
>

/** Where one of our tensors comes from: names within the module there (several are added), and how it is turned. */
export interface Origin {
  readonly names: readonly string[]
  readonly turn: Turn
}
/** Origins of the tensors of a layer, by our names. */
export type Recipe = Readonly<Record<string, Origin>>
/** Ways in which a framework stores a layer, the usual one first. */
type Recipes = { readonly [N in Holding]: (holder: Holder) => readonly Recipe[] }

const from = (names: string | readonly string[], turn: Turn = asIs): Origin => ({ names: [names].flat(), turn })
const only = (recipe: Recipe) => (): readonly Recipe[] => [recipe]

const vector = ({ flattened }: Holder): Turn => (flattened === null ? asIs : flattenedRow(flattened))
const matrix = ({ flattened }: Holder): Turn => (flattened === null ? transposed : flattenedRows(flattened))
const torchNorm = (holder: Holder): readonly Recipe[] => [
  {
    scale: from('weight', vector(holder)),
    offset: from('bias', vector(holder)),
    mean: from('running_mean', vector(holder)),
    variance: from('running_var', vector(holder)),
  },
]
const torchConv = (letters: readonly string[], order: readonly number[]) =>
  only({ weights: from('weight', permuted(letters, order)), bias: from('bias') })
const conv2d = permuted(['out', 'in', 'kh', 'kw'], [2, 3, 1, 0])
const torchRecurrent = only({
  weights: from('weight_ih', transposed),
  recurrent: from('weight_hh', transposed),
  bias: from(['bias_ih', 'bias_hh']),
})
const projections = ['query', 'key', 'value'] as const

const pytorch: Recipes = {
  dense: (holder) => [{ weights: from('weight', matrix(holder)), bias: from('bias') }],
  conv1d: torchConv(['out', 'in', 'k'], [2, 1, 0]),
  conv2d: only({ weights: from('weight', conv2d), bias: from('bias') }),
  conv3d: torchConv(['out', 'in', 'kd', 'kh', 'kw'], [2, 3, 4, 1, 0]),
  conv2dTranspose: torchConv(['in', 'out', 'kh', 'kw'], [2, 3, 1, 0]),
  depthwiseConv2d: only({ weights: from('weight', depthwiseTurn), bias: from('bias') }),
  separableConv2d: only({
    depthwise: from('depthwise.weight', depthwiseTurn),
    pointwise: from('pointwise.weight', conv2d),
    bias: from('pointwise.bias'),
  }),
  embedding: only({ weights: from('weight') }),
  positionEmbedding: only({ places: from('weight') }),
  simpleRnn: torchRecurrent,
  lstm: torchRecurrent,
  gru: only({
    weights: from('weight_ih', transposed),
    recurrent: from('weight_hh', transposed),
    bias: from('bias_ih'),
    recurrentBias: from('bias_hh'),
  }),
  multiHeadAttention: only({
    ...Object.fromEntries(
      projections.flatMap((name, i) => [
        [`${name}/weights`, from('in_proj_weight', part(i, 3, transposed))],
        [`${name}/bias`, from('in_proj_bias', part(i, 3, asIs))],
      ]),
    ),
    'output/weights': from('out_proj.weight', transposed),
    'output/bias': from('out_proj.bias'),
  }),
  batchNorm: torchNorm,
  layerNorm: torchNorm,
  groupNorm: torchNorm,
  instanceNorm: torchNorm,
  prelu: (holder) => [{ slope: from('weight', vector(holder)) }],
}

const kerasConv = only({ weights: from('kernel'), bias: from('bias') })
const kerasNorm = only({
  scale: from('gamma'),
  offset: from('beta'),
  mean: from('moving_mean'),
  variance: from('moving_variance'),
})
const kerasRecurrent = only({ weights: from('kernel'), recurrent: from('recurrent_kernel'), bias: from('bias') })
/** Keras has the update gate first. */
const zrh = gates('gates z, r, n → r, z, n', [1, 0, 2])
/** Keras parts the channels by heads. */
const byHeads = (spec: LayerSpec) => {
  const heads = spec.layer === 'multiHeadAttention' ? spec.heads : 1
  const each = (c: number | undefined): number => c! / heads
  return {
    into: reshaped('[c, heads, c/heads] → [c, c]', ([c, d]) => [c!, heads, each(d)]),
    bias: reshaped('[heads, c/heads] → [c]', ([c]) => [heads, each(c)]),
    out: reshaped('[heads, c/heads, c] → [c, c]', ([c, d]) => [heads, each(c), d!]),
  }
}

const keras: Recipes = {
  dense: kerasConv,
  conv1d: kerasConv,
  conv2d: kerasConv,
  conv3d: kerasConv,
  conv2dTranspose: kerasConv,
  depthwiseConv2d: () => ['kernel', 'depthwise_kernel'].map((name) => ({ weights: from(name), bias: from('bias') })),
  separableConv2d: only({
    depthwise: from('depthwise_kernel'),
    pointwise: from('pointwise_kernel'),
    bias: from('bias'),
  }),
  embedding: only({ weights: from('embeddings') }),
  positionEmbedding: () => ['embeddings', 'position_embeddings'].map((name) => ({ places: from(name) })),
  simpleRnn: kerasRecurrent,
  lstm: kerasRecurrent,
  gru: only({
    weights: from('kernel', zrh),
    recurrent: from('recurrent_kernel', zrh),
    bias: from('bias', row(0, 2, zrh)),
    recurrentBias: from('bias', row(1, 2, zrh)),
  }),
  multiHeadAttention: ({ spec }) => {
    const { into, bias, out } = byHeads(spec)
    const maps = projections.flatMap((name) => [
      [`${name}/weights`, from(`${name}/kernel`, into)] as const,
      [`${name}/bias`, from(`${name}/bias`, bias)] as const,
    ])
    return [
      {
        ...Object.fromEntries(maps),
        'output/weights': from('attention_output/kernel', out),
        'output/bias': from('attention_output/bias'),
      },
    ]
  },
  batchNorm: kerasNorm,
  layerNorm: kerasNorm,
  groupNorm: kerasNorm,
  instanceNorm: kerasNorm,
  prelu: only({ slope: from('alpha') }),
}

/** Frameworks whose weights are understood. */
export const layouts = ['pytorch', 'keras', 'fluxion'] as const
export type Layout = (typeof layouts)[number]
const recipesOf = { pytorch, keras } as const

/** How a framework stores a layer: only what this layer has, in the ways that are known. */
export const recipes = (layout: Exclude<Layout, 'fluxion'>, holder: Holder): readonly Recipe[] =>
  recipesOf[layout]
    [holder.spec.layer as Holding](holder)
    .map((recipe) => Object.fromEntries(Object.entries(recipe).filter(([name]) => name in holder.pieces)))

/** Tensors that count steps or draw random numbers there: nothing here needs them. */
export const isBookkeeping = (name: string): boolean =>
  /(^|[./])(num_batches_tracked|seed_generator_state|iteration|run\/fit\/.*)$|^run\//.test(name)

/** The framework that gives its tensors such names. */
export const layoutOf = (names: readonly string[]): Layout => {
  const some = (pattern: RegExp): boolean => names.some((name) => pattern.test(name))
  if (some(/^(params|state)\/\d/)) return 'fluxion'
  return some(/(^|[./_])(kernel|gamma|moving_mean|embeddings)(:0)?$/) ? 'keras' : 'pytorch'
}
