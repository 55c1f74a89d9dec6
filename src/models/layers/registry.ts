/** Every layer by name, made from plain data. Total: model files and laws quantify over it. */
import { type ActivationName, activationEntries } from '../../ops/activations/registry.js'
import type { AnyLayer, AnyModel } from '../model.js'
import { activation } from './activation.js'
import { multiHeadAttention } from './attention.js'
import { branch, parallel, residual } from './branch.js'
import { conv1d } from './conv1d.js'
import { conv2d } from './conv2d.js'
import { conv2dTranspose } from './conv2dTranspose.js'
import { conv3d } from './conv3d.js'
import { dense } from './dense.js'
import { depthwiseConv2d, separableConv2d } from './depthwise.js'
import { dropout, spatialDropout } from './dropout.js'
import { embedding, positionEmbedding } from './embedding.js'
import { flatten } from './flatten.js'
import { freeze } from './freeze.js'
import { input } from './input.js'
import { batchNorm, groupNorm, instanceNorm, layerNorm } from './norm.js'
import { globalPools, pools } from './pool.js'
import { pools1d } from './pool1d.js'
import { pools3d } from './pool3d.js'
import { prelu } from './prelu.js'
import { recurrentLayers } from './recurrent.js'
import { repeat } from './repeat.js'
import { adaptivePools, upsample2d } from './resize.js'
import type {
  AdaptivePoolName,
  GlobalPoolName,
  LayerName,
  LayerSpec,
  Pool1dName,
  Pool3dName,
  PoolName,
  RecurrentName,
} from './spec.js'
import { timeDistributed } from './timeDistributed.js'

interface LayerEntry<Spec> {
  readonly make: (spec: Spec) => AnyLayer
  /** Calls that the laws try: shape of one example, and the layer's options. */
  readonly examples: readonly { readonly shape: readonly number[]; readonly spec: Spec }[]
  /** Inputs where it is not smooth, for the laws to keep away from; default 0. */
  readonly kinks?: readonly number[]
  /** Whether one input, its numbers in row-major order, is well away from where it is not smooth; default always. */
  readonly smoothAt?: (input: readonly number[], shape: readonly number[]) => boolean
  /** Its inputs are indexes below this. */
  readonly indexes?: number
  /** Not smooth where two inputs are equal: the laws keep them apart. */
  readonly distinct?: true
}
type SpecOf<N extends LayerName> = Extract<LayerSpec, { readonly layer: N }>
/** Layers that stand behind others. */
type Inner = Exclude<LayerName, 'input' | 'parallel'>

/** The layers of a description, as a function from the model before them. */
const bodyOf =
  (specs: readonly LayerSpec[]) =>
  (before: AnyModel): AnyModel =>
    specs.reduce<AnyModel>((model, spec) => {
      if (spec.layer === 'input' || spec.layer === 'parallel')
        throw new TypeError(`fromSpecs: only the first layer may be '${spec.layer}'`)
      return layers[spec.layer].make(spec as never)(model)
    }, before)
const small = { layer: 'dense', units: 3, weights: 'glorotUniform' } as const
const narrow = { layer: 'dense', units: 2, weights: 'heNormal' } as const
const curve = { layer: 'tanh' } as const

const rowsOf = (numbers: readonly number[], width: number): readonly (readonly number[])[] =>
  Array.from({ length: numbers.length / width }, (_, i) => numbers.slice(i * width, (i + 1) * width))
const activationEntry = (name: ActivationName): LayerEntry<any> => {
  const { options, facts } = activationEntries[name]
  const of = (i: number): any => options[i % options.length]
  const told = facts(of(0))
  return {
    make: ({ layer, ...given }) => activation(layer, given) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: name, ...of(0) } },
      { shape: [2, 2], spec: { layer: name, ...of(1) } },
    ],
    ...(told.acts === 'onElements'
      ? { kinks: told.joints.map(({ at }) => at) }
      : { kinks: [], smoothAt: (numbers, shape) => rowsOf(numbers, shape.at(-1)!).every(told.smoothAt) }),
  }
}
const activationLayers = Object.fromEntries(
  Object.keys(activationEntries).map((name) => [name, activationEntry(name as ActivationName)]),
) as { readonly [N in ActivationName]: LayerEntry<any> }

const poolEntry = (layer: PoolName): LayerEntry<any> => ({
  make: ({ window, stride, padding }) => pools[layer](window, { stride, padding }) as AnyLayer,
  examples: [
    { shape: [4, 2, 2], spec: { layer, window: [2, 2], stride: [2, 2], padding: 'valid' } },
    { shape: [3, 3, 1], spec: { layer, window: [2, 3], stride: [1, 2], padding: 'same' } },
    {
      shape: [2, 3, 1],
      spec: {
        layer,
        window: [2, 2],
        stride: [1, 1],
        padding: [
          [1, 0],
          [0, 1],
        ],
      },
    },
  ],
  distinct: true,
})
/** Padding of the only axis, as functions of one axis take it. */
const firstOf = (padding: string | readonly unknown[]): any => (typeof padding === 'string' ? padding : padding[0])
const pool1dEntry = (layer: Pool1dName): LayerEntry<any> => ({
  make: ({ window, stride, padding }) =>
    pools1d[layer](window[0], { stride: stride[0], padding: firstOf(padding) }) as AnyLayer,
  examples: [
    { shape: [5, 2], spec: { layer, window: [2], stride: [2], padding: 'valid' } },
    { shape: [4, 1], spec: { layer, window: [3], stride: [1], padding: [[2, 0]] } },
  ],
  distinct: true,
})
const pool3dEntry = (layer: Pool3dName): LayerEntry<any> => ({
  make: ({ window, stride, padding }) => pools3d[layer](window, { stride, padding }) as AnyLayer,
  examples: [
    { shape: [2, 2, 3, 1], spec: { layer, window: [2, 2, 2], stride: [2, 2, 1], padding: 'valid' } },
    {
      shape: [2, 2, 1, 2],
      spec: {
        layer,
        window: [2, 1, 2],
        stride: [1, 2, 1],
        padding: [
          [1, 0],
          [0, 0],
          [0, 1],
        ],
      },
    },
  ],
  distinct: true,
})
const adaptiveEntry = (layer: AdaptivePoolName): LayerEntry<any> => ({
  make: ({ size }) => adaptivePools[layer](size) as AnyLayer,
  examples: [
    { shape: [4, 2, 1], spec: { layer, size: [2, 2] } },
    { shape: [3, 2, 2], spec: { layer, size: [2, 3] } },
  ],
  distinct: true,
})
/** What convolutions of the examples have in common. */
const filtersOf = { weights: 'glorotUniform', bias: true } as const
const square = { stride: [1, 1], dilation: [1, 1], padding: 'valid', ...filtersOf } as const
const recurrentEntry = (layer: RecurrentName): LayerEntry<any> => {
  const spec = { layer, units: 2, weights: 'glorotUniform', recurrentWeights: 'orthogonal' }
  return {
    make: ({ units, sequences, weights, recurrentWeights }) =>
      recurrentLayers[layer](units, { sequences, weights, recurrentWeights }) as AnyLayer,
    examples: [
      { shape: [2, 3], spec: { ...spec, sequences: false } },
      { shape: [3, 1], spec: { ...spec, sequences: true } },
    ],
    kinks: [],
  }
}
const globalPoolEntry = (layer: GlobalPoolName): LayerEntry<any> => ({
  make: () => globalPools[layer] as AnyLayer,
  examples: [
    { shape: [2, 3, 2], spec: { layer } },
    { shape: [1, 1, 3], spec: { layer } },
  ],
  distinct: true,
})

/** Every layer that stands behind others, by name: how to make it from its description, and calls to try. */
export const layers: {
  readonly [N in Inner]: LayerEntry<SpecOf<N> extends never ? { readonly layer: N } : SpecOf<N>>
} = {
  conv1d: {
    make: ({ filters, window, stride, dilation, padding, ...options }) =>
      conv1d(filters, window[0], {
        ...options,
        stride: stride[0],
        dilation: dilation[0],
        padding: firstOf(padding),
      }) as AnyLayer,
    examples: [
      {
        shape: [5, 2],
        spec: {
          layer: 'conv1d',
          filters: 2,
          window: [2],
          stride: [2],
          dilation: [1],
          padding: 'same',
          groups: 1,
          ...filtersOf,
        },
      },
      {
        shape: [3, 2],
        spec: {
          layer: 'conv1d',
          filters: 4,
          window: [2],
          stride: [1],
          dilation: [2],
          padding: [[2, 0]],
          groups: 2,
          weights: 'heNormal',
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  conv3d: {
    make: ({ filters, window, ...options }) => conv3d(filters, window, options) as AnyLayer,
    examples: [
      {
        shape: [2, 3, 2, 2],
        spec: {
          layer: 'conv3d',
          filters: 2,
          window: [2, 2, 1],
          stride: [1, 2, 1],
          dilation: [1, 1, 1],
          padding: [
            [1, 0],
            [0, 1],
            [0, 0],
          ],
          groups: 2,
          ...filtersOf,
        },
      },
      {
        shape: [3, 1, 2, 1],
        spec: {
          layer: 'conv3d',
          filters: 2,
          window: [2, 1, 2],
          stride: [1, 1, 1],
          dilation: [2, 1, 1],
          padding: 'same',
          groups: 1,
          weights: 'heUniform',
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  conv2dTranspose: {
    make: ({ filters, window, ...options }) => conv2dTranspose(filters, window, options) as AnyLayer,
    examples: [
      {
        shape: [2, 2, 2],
        spec: {
          layer: 'conv2dTranspose',
          filters: 2,
          window: [3, 2],
          ...square,
          stride: [2, 1],
          padding: [
            [1, 0],
            [0, 1],
          ],
          outputPadding: [1, 0],
          groups: 1,
        },
      },
      {
        shape: [2, 1, 2],
        spec: {
          layer: 'conv2dTranspose',
          filters: 4,
          window: [1, 2],
          ...square,
          stride: [1, 2],
          padding: 'same',
          outputPadding: [0, 0],
          groups: 2,
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  depthwiseConv2d: {
    make: ({ window, ...options }) => depthwiseConv2d(window, options) as AnyLayer,
    examples: [
      { shape: [3, 2, 2], spec: { layer: 'depthwiseConv2d', window: [2, 2], multiplier: 2, ...square } },
      {
        shape: [3, 2, 2],
        spec: {
          layer: 'depthwiseConv2d',
          window: [3, 1],
          multiplier: 1,
          ...square,
          stride: [2, 1],
          padding: 'same',
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  separableConv2d: {
    make: ({ filters, window, ...options }) => separableConv2d(filters, window, options) as AnyLayer,
    examples: [
      { shape: [3, 2, 2], spec: { layer: 'separableConv2d', filters: 3, window: [2, 2], multiplier: 1, ...square } },
      {
        shape: [2, 3, 1],
        spec: {
          layer: 'separableConv2d',
          filters: 1,
          window: [1, 2],
          multiplier: 2,
          ...square,
          dilation: [1, 2],
          padding: [
            [0, 0],
            [1, 0],
          ],
          bias: false,
        },
      },
    ],
    kinks: [],
  },
  upsample2d: {
    make: ({ factor, method }) => upsample2d(factor, { method }) as AnyLayer,
    examples: [
      { shape: [2, 2, 2], spec: { layer: 'upsample2d', factor: [2, 3], method: 'nearest' } },
      { shape: [2, 3, 1], spec: { layer: 'upsample2d', factor: [3, 2], method: 'bilinear' } },
    ],
    kinks: [],
  },
  adaptiveAvgPool2d: adaptiveEntry('adaptiveAvgPool2d'),
  adaptiveMaxPool2d: adaptiveEntry('adaptiveMaxPool2d'),
  conv2d: {
    make: ({ filters, window, ...options }) => conv2d(filters, window, options) as AnyLayer,
    examples: [
      {
        shape: [4, 3, 2],
        spec: {
          layer: 'conv2d',
          filters: 2,
          window: [3, 2],
          stride: [1, 1],
          dilation: [1, 1],
          padding: 'valid',
          groups: 1,
          weights: 'heNormal',
          bias: true,
        },
      },
      {
        shape: [3, 3, 2],
        spec: {
          layer: 'conv2d',
          filters: 4,
          window: [2, 2],
          stride: [2, 1],
          dilation: [1, 2],
          padding: [
            [1, 0],
            [0, 2],
          ],
          groups: 2,
          weights: 'glorotUniform',
          bias: false,
        },
      },
      {
        shape: [3, 4, 1],
        spec: {
          layer: 'conv2d',
          filters: 1,
          window: [2, 3],
          stride: [2, 2],
          dilation: [1, 1],
          padding: 'same',
          groups: 1,
          weights: 'heUniform',
          bias: true,
        },
      },
    ],
  },
  dense: {
    make: ({ units, weights }) => dense(units, { weights }) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'dense', units: 2, weights: 'heNormal' } },
      { shape: [1], spec: { layer: 'dense', units: 4, weights: 'glorotUniform' } },
      { shape: [2], spec: { layer: 'dense', units: 3, weights: { initial: 'truncatedNormal', deviation: 0.5 } } },
    ],
  },
  dropout: {
    make: ({ rate }) => dropout(rate) as AnyLayer,
    examples: [
      { shape: [5], spec: { layer: 'dropout', rate: 0.4 } },
      { shape: [2, 3], spec: { layer: 'dropout', rate: 0 } },
    ],
  },
  spatialDropout: {
    make: ({ rate }) => spatialDropout(rate) as AnyLayer,
    examples: [{ shape: [2, 2, 3], spec: { layer: 'spatialDropout', rate: 0.4 } }],
  },
  embedding: {
    make: ({ vocabulary, size, weights }) => embedding(vocabulary, size, { weights }) as unknown as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'embedding', vocabulary: 4, size: 2, weights: 'heNormal' } },
      {
        shape: [],
        spec: { layer: 'embedding', vocabulary: 5, size: 3, weights: { initial: 'normal', deviation: 0.02 } },
      },
    ],
    indexes: 4,
  },
  positionEmbedding: {
    make: ({ weights }) => positionEmbedding({ weights }) as AnyLayer,
    examples: [{ shape: [3, 2], spec: { layer: 'positionEmbedding', weights: { initial: 'normal', deviation: 0.5 } } }],
  },
  simpleRnn: recurrentEntry('simpleRnn'),
  lstm: recurrentEntry('lstm'),
  gru: recurrentEntry('gru'),
  multiHeadAttention: {
    make: ({ heads, causal, weights }) => multiHeadAttention(heads, { causal, weights }) as AnyLayer,
    examples: [
      { shape: [3, 2], spec: { layer: 'multiHeadAttention', heads: 1, causal: true, weights: 'glorotUniform' } },
      { shape: [2, 4], spec: { layer: 'multiHeadAttention', heads: 2, causal: false, weights: 'glorotNormal' } },
    ],
    kinks: [],
  },
  timeDistributed: {
    make: ({ body }) => timeDistributed(bodyOf(body) as any) as AnyLayer,
    examples: [{ shape: [2, 3], spec: { layer: 'timeDistributed', body: [narrow, curve] } }],
  },
  flatten: {
    make: () => flatten as AnyLayer,
    examples: [
      { shape: [2, 3], spec: { layer: 'flatten' } },
      { shape: [4], spec: { layer: 'flatten' } },
    ],
  },
  freeze: {
    make: () => freeze as AnyLayer,
    examples: [{ shape: [3], spec: { layer: 'freeze' } }],
  },
  residual: {
    make: ({ body, shortcut }) =>
      (shortcut === null
        ? residual(bodyOf(body) as any)
        : residual(bodyOf(body) as any, bodyOf(shortcut) as any)) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'residual', body: [small, curve], shortcut: null } },
      { shape: [3], spec: { layer: 'residual', body: [narrow, { layer: 'dropout', rate: 0.4 }], shortcut: [narrow] } },
    ],
  },
  branch: {
    make: ({ join, bodies }) => (branch as any)(join, ...bodies.map(bodyOf)) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'branch', join: 'concatenate', bodies: [[narrow], [small, curve], []] } },
      { shape: [3], spec: { layer: 'branch', join: 'multiply', bodies: [[small, { layer: 'sigmoid' }], [small]] } },
      { shape: [2], spec: { layer: 'branch', join: 'add', bodies: [[narrow], [curve]] } },
    ],
  },
  repeat: {
    make: ({ count, body }) => repeat(count, bodyOf(body) as any) as AnyLayer,
    examples: [{ shape: [3], spec: { layer: 'repeat', count: 2, body: [small, curve] } }],
  },
  batchNorm: {
    make: ({ momentum, epsilon }) => batchNorm({ momentum, epsilon }) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'batchNorm', momentum: 0.1, epsilon: 0.01 } },
      { shape: [2, 2, 2], spec: { layer: 'batchNorm', momentum: 0.5, epsilon: 1e-3 } },
    ],
  },
  layerNorm: {
    make: ({ epsilon }) => layerNorm({ epsilon }) as AnyLayer,
    examples: [
      { shape: [4], spec: { layer: 'layerNorm', epsilon: 1e-3 } },
      { shape: [2, 3], spec: { layer: 'layerNorm', epsilon: 0.01 } },
    ],
  },
  groupNorm: {
    make: ({ groups, epsilon }) => groupNorm(groups, { epsilon }) as AnyLayer,
    examples: [
      { shape: [2, 2, 4], spec: { layer: 'groupNorm', groups: 2, epsilon: 1e-3 } },
      { shape: [6], spec: { layer: 'groupNorm', groups: 3, epsilon: 0.01 } },
    ],
  },
  instanceNorm: {
    make: ({ epsilon }) => instanceNorm({ epsilon }) as AnyLayer,
    examples: [{ shape: [2, 2, 2], spec: { layer: 'instanceNorm', epsilon: 1e-3 } }],
  },
  maxPool1d: pool1dEntry('maxPool1d'),
  minPool1d: pool1dEntry('minPool1d'),
  avgPool1d: pool1dEntry('avgPool1d'),
  maxPool3d: pool3dEntry('maxPool3d'),
  minPool3d: pool3dEntry('minPool3d'),
  avgPool3d: pool3dEntry('avgPool3d'),
  maxPool2d: poolEntry('maxPool2d'),
  minPool2d: poolEntry('minPool2d'),
  avgPool2d: poolEntry('avgPool2d'),
  globalMaxPool2d: globalPoolEntry('globalMaxPool2d'),
  globalMinPool2d: globalPoolEntry('globalMinPool2d'),
  globalAvgPool2d: globalPoolEntry('globalAvgPool2d'),
  prelu: {
    make: ({ slopes, initial }) => prelu({ slopes, initial }) as AnyLayer,
    examples: [
      { shape: [3], spec: { layer: 'prelu', slopes: 'channels', initial: 0.25 } },
      { shape: [2, 2], spec: { layer: 'prelu', slopes: 'channels', initial: -0.5 } },
      { shape: [2, 3], spec: { layer: 'prelu', slopes: 'one', initial: 0.1 } },
    ],
    kinks: [0],
  },
  ...activationLayers,
}

/**
 * The model of a list of layers, the first of which is an `input`, or `parallel` models with inputs of their own. Throws
 * `ShapeError` or `RangeError` where a layer does not fit the one before it.
 */
export const fromSpecs = ([first, ...rest]: readonly LayerSpec[]): AnyModel => {
  if (first?.layer === 'input') return bodyOf(rest)(input(first.shape))
  if (first?.layer === 'parallel') return bodyOf(rest)((parallel as any)(first.join, ...first.models.map(fromSpecs)))
  throw new TypeError('fromSpecs: the first layer must be an input')
}
/** The list of layers of a model: `fromSpecs(specsOf(model))` is the model again. */
export const specsOf = (model: AnyModel): readonly LayerSpec[] => model.layers.map((l) => l.spec)
