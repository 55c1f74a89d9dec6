/** A model as a table: layers, output shapes, parameter counts. */
import type { LayerSpec } from './layers/spec.js'
import { type AnyModel, parameterCount } from './model.js'

/** `dense 128 heNormal` → name and options of a layer in one cell. */
const describe = ({ layer, ...options }: LayerSpec): string =>
  [layer, ...(layer === 'input' ? [] : Object.values(options))].join(' ')

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
