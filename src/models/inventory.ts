/** What every tensor of a network is: the layer it belongs to, its name there, and the path where it lies. */
import { key } from '../core/key.js'
import type { Shape } from '../core/shape.js'
import type { AnyTensor } from '../core/tensor.js'
import { entries } from '../core/tree.js'
import { fromSpecs, layers as registry } from './layers/registry.js'
import type { LayerName, LayerSpec } from './layers/spec.js'
import type { Network } from './trunk.js'

/** One tensor of a layer. */
export interface Piece {
  /** Among `{ params, state }`: `params/0/weights`. */
  readonly path: string
  readonly tensor: AnyTensor
}
/** A layer that has tensors. */
export interface Holder {
  /** Where its parameters are, `params/0`; its state, where it has no others. */
  readonly at: string
  readonly spec: LayerSpec
  /** By name: `weights`, `bias`, `mean`, `query/weights`. */
  readonly pieces: Readonly<Record<string, Piece>>
  /** The images `[h, w, c]` (or sequences, volumes) whose numbers in a row are what this layer reads; else `null`. */
  readonly flattened: Shape | null
}

/** How many entries of parameters and of state a layer has; the same for all its options. */
const slotsOf = (name: Exclude<LayerName, 'input' | 'parallel' | 'freeze'>): readonly [number, number] => {
  const { shape, spec } = registry[name].examples[0]!
  const { params, state } = fromSpecs([{ layer: 'input', shape }, spec as LayerSpec]).init(key(0))
  return [params.length, state.length]
}

interface At {
  readonly params: string
  readonly state: string
}
const below = (at: At, i: number, j = i): At => ({ params: `${at.params}/${i}`, state: `${at.state}/${j}` })
type Values = Pick<Network, 'params' | 'state'>
const inside = ({ params, state }: Values, i: number, j = i): Values => ({ params: params[i], state: state[j] })

/** Layers for examples of a shape, as a network whose first layer is their input. */
const withInput = (shape: Shape, body: readonly LayerSpec[]): readonly LayerSpec[] => [
  { layer: 'input', shape },
  ...body,
]

/** The networks inside a layer, each with its place among the entries of that layer. */
const innerOf = (spec: LayerSpec, before: Shape): readonly (readonly LayerSpec[])[] => {
  switch (spec.layer) {
    case 'parallel':
      return spec.models
    case 'branch':
      return spec.bodies.map((body) => withInput(before, body))
    case 'residual':
      return [withInput(before, spec.body), withInput(before, spec.shortcut ?? [])]
    case 'repeat':
      return Array.from({ length: spec.count }, () => withInput(before, spec.body))
    default:
      return []
  }
}

const piecesOf = (at: At, { params, state }: Values, [p, s]: readonly [number, number], i: number, j: number) =>
  Object.fromEntries(
    [
      ...(p === 0
        ? []
        : entries(params[i]).map(([name, tensor]) => [name, `${at.params}/${i}/${name}`, tensor] as const)),
      ...(s === 0
        ? []
        : entries(state[j]).map(([name, tensor]) => [name, `${at.state}/${j}/${name}`, tensor] as const)),
    ].map(([name, path, tensor]): readonly [string, Piece] => [name, { path, tensor }]),
  )

/** Layers that give each of their numbers a place of its own, and so keep apart what a `flatten` put in a row. */
const mixes = (spec: LayerSpec): boolean => 'units' in spec || 'filters' in spec

const walk = (specs: readonly LayerSpec[], values: Values, at: At): readonly Holder[] => {
  const last = specs.findLastIndex(({ layer }) => layer === 'freeze')
  const { layers } = fromSpecs(specs)
  const frozen =
    last < 0
      ? []
      : walk(specs.slice(0, last), values.state[0], { params: `${at.state}/0/params`, state: `${at.state}/0/state` })
  let [i, j] = last < 0 ? [0, 0] : [0, 1]
  let flattened: Shape | null = null
  const holders: Holder[] = [...frozen]
  for (const [place, spec] of specs.entries()) {
    const before = layers[place - 1]?.out ?? []
    const name = spec.layer
    if (name === 'flatten') flattened = before.length > 1 ? before : flattened
    if (place <= last || name === 'input' || name === 'freeze') {
      if (mixes(spec)) flattened = null
      continue
    }
    const slots = name === 'parallel' ? ([1, 1] as const) : slotsOf(name)
    const inner = innerOf(spec, before)
    if (name === 'timeDistributed')
      holders.push(...walk(withInput(before.slice(1), spec.body), inside(values, i, j), below(at, i, j)))
    else if (inner.length > 0)
      holders.push(
        ...inner.flatMap((body, k) => walk(body, inside(inside(values, i, j), k), below(below(at, i, j), k))),
      )
    else {
      const pieces = piecesOf(at, values, slots, i, j)
      const own = slots[0] > 0 ? `${at.params}/${i}` : `${at.state}/${j}`
      if (Object.keys(pieces).length > 0) holders.push({ at: own, spec, pieces, flattened })
    }
    i += slots[0]
    j += slots[1]
    if (mixes(spec)) flattened = null
  }
  return holders
}

/**
 * The layers of a network that have tensors, in its order, those inside other layers and behind `freeze` among them. Every
 * tensor of `{ params, state }` is a piece of exactly one.
 */
export const inventory = ({ layers, params, state }: Network): readonly Holder[] =>
  walk(layers, { params, state }, { params: 'params', state: 'state' })
