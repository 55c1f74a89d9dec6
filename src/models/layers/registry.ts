/** Every layer by name, made from plain data. Total: model files and laws quantify over it. */
import type { AnyLayer, AnyModel } from '../model.js'
import { branch, parallel, residual } from './branch.js'
import { dense } from './dense.js'
import { dropout, spatialDropout } from './dropout.js'
import { activationLayers } from './entries/activations.js'
import { convolutions } from './entries/convolutions.js'
import type { Entries } from './entries/entry.js'
import { norms } from './entries/norms.js'
import { poolings } from './entries/pools.js'
import { sequences } from './entries/sequences.js'
import { flatten } from './flatten.js'
import { freeze } from './freeze.js'
import { input } from './input.js'
import { repeat } from './repeat.js'
import type { LayerName, LayerSpec } from './spec.js'
import { timeDistributed } from './timeDistributed.js'

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

/** Layers that stand behind others. */
type Inner = Exclude<LayerName, 'input' | 'parallel'>

/** Every layer that stands behind others, by name: how to make it from its description, and calls to try. */
export const layers: Entries<Inner> = {
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
  flatten: {
    make: () => flatten as AnyLayer,
    examples: [
      { shape: [2, 3], spec: { layer: 'flatten' } },
      { shape: [4], spec: { layer: 'flatten' } },
    ],
  },
  ...convolutions,
  ...poolings,
  ...norms,
  ...sequences,
  timeDistributed: {
    make: ({ body }) => timeDistributed(bodyOf(body) as any) as AnyLayer,
    examples: [{ shape: [2, 3], spec: { layer: 'timeDistributed', body: [narrow, curve] } }],
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
