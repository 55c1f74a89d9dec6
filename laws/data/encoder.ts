/** Laws of encoders. */
import * as fc from 'fast-check'
import type { AnyTensor } from '../../src/core/index.js'
import {
  Encoder,
  encodeFeatures,
  encodeTarget,
  fitEncoder,
  type RawTable,
  rawTable,
  type TableSchema,
  width,
} from '../../src/data/index.js'
import { type Law, law } from '../law.js'
import { unknowns } from './oneHot.js'
import { right, same } from './same.js'
import { scalings } from './scale.js'

const cell = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -99, max: 99 }).map(String) },
  fc.constantFrom('', ' ', 'NA'),
)
const city = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('Rome', 'Oslo', 'Bern') }, fc.constant('?'))
const tables: fc.Arbitrary<RawTable> = fc
  .array(fc.tuple(cell, city, fc.constantFrom('yes', 'no')), { minLength: 1, maxLength: 20 })
  .map((rows) => [['7', 'Rome', 'yes'], ['-7', 'Oslo', 'no'], ...rows])
  .map((rows) =>
    rawTable(
      'drawn',
      ['x', 'city', 'answer'].map((name, i) => ({ name, cells: rows.map((row) => row[i]!) })),
    ),
  )
const schema: TableSchema = {
  task: 'binary',
  columns: [
    { name: 'x', kind: 'numeric' },
    { name: 'city', kind: 'categorical' },
    { name: 'answer', kind: 'target' },
  ],
}
const imputations = fc.constantFrom('mean' as const, 'median' as const, 'most-frequent' as const)
const encoders = fc.record({ scale: scalings, unknown: unknowns, impute: imputations })

const numbersIn = (t: AnyTensor): readonly number[] => (t.node._tag === 'Literal' ? [...t.node.data] : [])

export const encoderLaws: readonly Law[] = [
  law(
    'encoding some rows is encoding all and taking those rows',
    [tables, encoders, fc.array(fc.nat(), { maxLength: 10 })],
    (table, options, drawn) => {
      const encoder = right(fitEncoder(options)(table, schema))
      const rows = drawn.map((n) => n % table.rows)
      const columns = width(encoder)
      const all = numbersIn(right(encodeFeatures(encoder)(table)))
      const targets = numbersIn(right(encodeTarget(encoder)(table)))
      return (
        same(
          numbersIn(right(encodeFeatures(encoder)(table, rows))),
          rows.flatMap((row) => all.slice(row * columns, (row + 1) * columns)),
        ) &&
        same(
          numbersIn(right(encodeTarget(encoder)(table, rows))),
          rows.map((row) => targets[row]),
        )
      )
    },
  ),
  law('an encoder depends on its training rows alone', [tables, encoders, cell, city], (table, options, x, place) => {
    const training = Int32Array.from({ length: table.rows }, (_, row) => row)
    const longer = rawTable(
      'drawn',
      table.columns.map(({ name, cells }, i) => ({ name, cells: [...cells, [x, place, 'yes'][i]!] })),
    )
    return (
      JSON.stringify(fitEncoder(options)(longer, schema, training)) ===
      JSON.stringify(fitEncoder(options)(table, schema))
    )
  }),
  law('an encoder decodes from the JSON it encodes to', [tables, encoders], (table, options) => {
    const encoder = right(fitEncoder(options)(table, schema))
    const decoded = right(Encoder.decode(JSON.parse(JSON.stringify(Encoder.encode(encoder)))))
    return same(numbersIn(right(encodeFeatures(decoded)(table))), numbersIn(right(encodeFeatures(encoder)(table))))
  }),
]
