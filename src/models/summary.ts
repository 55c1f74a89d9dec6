/** A model as a table: layers, output shapes, parameter counts. */
import type { InitialNumbers } from './initial.js'
import type { LayerSpec } from './layers/spec.js'
import { type AnyModel, parameterCount } from './model.js'

const isLayer = (v: unknown): v is LayerSpec => typeof v === 'object' && v !== null && 'layer' in v

const isInitial = (v: unknown): v is InitialNumbers => typeof v === 'object' && v !== null && 'initial' in v

/** `3×3`, rows and columns of padding as `1+1×0+2`, layers within a layer as `(dense 8 heNormal, relu)`. */
const shown = (value: unknown): string => {
  if (isInitial(value)) return Object.values(value).join(' ')
  if (!Array.isArray(value)) return String(value)
  if (value.some((v) => isLayer(v) || (Array.isArray(v) && (v.length === 0 || isLayer(v[0])))))
    return value.every(isLayer) ? `(${value.map(layerText).join(', ')})` : value.map(shown).join(' ')
  return value.length === 0 ? '()' : value.map((v: unknown) => (Array.isArray(v) ? v.join('+') : String(v))).join('×')
}
/** Options of windows that are named, and left out where they say what is usual. */
const usual: Readonly<Record<string, readonly string[]>> = {
  stride: ['1', '1×1', '1×1×1'],
  dilation: ['1', '1×1', '1×1×1'],
  padding: ['valid'],
  outputPadding: ['0×0'],
  multiplier: ['1'],
  groups: ['1'],
  bias: ['true'],
  shortcut: ['null'],
}

/** `dense 128 heNormal`, `conv2d 32 3×3 stride 2×2 heNormal` → name and options of a layer in one cell. */
export const layerText = ({ layer, ...options }: LayerSpec): string => {
  if (layer === 'input') return layer
  const all = Object.entries(options).flatMap(([name, value]) => {
    const said = usual[name]
    if (said === undefined) return [shown(value)]
    return said.includes(shown(value)) ? [] : [`${name} ${shown(value)}`]
  })
  return [layer, ...all].join(' ')
}

const count = (n: number): string => n.toLocaleString('en-US')

/**
 * A table with one row a layer: what it is, its output shape, its number of parameters, those apart that are frozen;
 * and their sum.
 *
 * @example
 * layer                output       parameters
 * input                batch, 784            0
 * dense 10 heNormal    batch, 10         7,850
 * total                                  7,850
 */
export const summary = (model: AnyModel): string => {
  const frozen = model.layers.reduce((n, l) => n + (l.frozen ?? 0), 0)
  const counted = (parameters: number, still: number): string =>
    still === 0 ? count(parameters) : `${parameters === 0 ? '' : `${count(parameters)} + `}${count(still)} frozen`
  const rows = [
    ['layer', 'output', 'parameters'],
    ...model.layers.map((l) => [
      layerText(l.spec),
      ['batch', ...l.out].join(', '),
      counted(l.parameters, l.frozen ?? 0),
    ]),
    ['total', '', counted(parameterCount(model), frozen)],
  ]
  const widths = [0, 1, 2].map((c) => Math.max(...rows.map((r) => r[c]!.length)))
  return rows
    .map(
      ([name, shape, n]) => `${name!.padEnd(widths[0]!)}   ${shape!.padEnd(widths[1]!)}   ${n!.padStart(widths[2]!)}`,
    )
    .join('\n')
}
