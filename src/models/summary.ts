/** A model as a table: layers, output shapes, parameter counts. */
import type { LayerSpec } from './layers/spec.js'
import { type AnyModel, parameterCount } from './model.js'

/** `3×3`, and rows and columns of padding as `1+1×0+2`. */
const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.map((v: unknown) => (Array.isArray(v) ? v.join('+') : String(v))).join('×')
    : String(value)
/** Options of windows that are named, and left out where they say what is usual. */
const usual: Readonly<Record<string, string>> = {
  stride: '1×1',
  dilation: '1×1',
  padding: 'valid',
  groups: '1',
  bias: 'true',
}

/** `dense 128 heNormal`, `conv2d 32 3×3 stride 2×2 heNormal` → name and options of a layer in one cell. */
const describe = ({ layer, ...options }: LayerSpec): string => {
  if (layer === 'input') return layer
  const said = Object.entries(options).flatMap(([name, value]) => {
    if (!(name in usual)) return [shown(value)]
    return shown(value) === usual[name] ? [] : [`${name} ${shown(value)}`]
  })
  return [layer, ...said].join(' ')
}

const count = (n: number): string => n.toLocaleString('en-US')

/**
 * A table with one row a layer: what it is, its output shape, its number of parameters; and their sum.
 *
 * @example
 * layer                output       parameters
 * input                batch, 784            0
 * dense 10 heNormal    batch, 10         7,850
 * total                                  7,850
 */
export const summary = (model: AnyModel): string => {
  const rows = [
    ['layer', 'output', 'parameters'],
    ...model.layers.map((l) => [describe(l.spec), ['batch', ...l.out].join(', '), count(l.parameters)]),
    ['total', '', count(parameterCount(model))],
  ]
  const widths = [0, 1, 2].map((c) => Math.max(...rows.map((r) => r[c]!.length)))
  return rows
    .map(
      ([name, shape, n]) => `${name!.padEnd(widths[0]!)}   ${shape!.padEnd(widths[1]!)}   ${n!.padStart(widths[2]!)}`,
    )
    .join('\n')
}
