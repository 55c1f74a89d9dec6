/** The real file of 10,000 bank customers, where it is at hand. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { key } from '../../src/core/index.js'
import {
  checkCells,
  columnsOf,
  type Encoder,
  encodeFeatures,
  encodeTarget,
  featureNames,
  fitEncoder,
  inferSchema,
  notices,
  type RawTable,
  splitRows,
  type TableSchema,
} from '../../src/data/index.js'
import { readCsvFile } from '../../src/io/csv.js'
import { rightOf } from './table.js'

const file = fileURLToPath(new URL('../../../shared/data/churn/Churn_Modelling.csv', import.meta.url))
const absent = !existsSync(file)
if (absent) console.warn('skipped: ../shared/data/churn/Churn_Modelling.csv is not here')

describe.skipIf(absent)('the churn file', () => {
  let table: RawTable
  let schema: TableSchema
  let encoder: Encoder
  const drop = ['RowNumber', 'CustomerId', 'Surname']
  beforeAll(async () => {
    table = rightOf(await readCsvFile()(file)())
    schema = rightOf(inferSchema({ target: 'Exited', drop })(table))
    encoder = rightOf(fitEncoder()(table, schema))
  })
  test('has 10,000 rows of the kinds one expects', () => {
    expect([table.rows, schema.task]).toEqual([10000, 'binary'])
    expect(columnsOf('categorical')(schema)).toEqual(['Geography', 'Gender'])
    expect(columnsOf('numeric')(schema)).toHaveLength(8)
    expect(rightOf(checkCells(schema)(table))).toBe(table)
    expect(notices(schema)(table)).toEqual([])
  })
  test('with nothing dropped, says which columns are ids or names', () => {
    const whole = rightOf(inferSchema({ target: 'Exited' })(table))
    expect(notices(whole)(table).map((notice) => notice.where.column)).toEqual(drop)
  })
  test('is 20.37 % positive, in each part of a stratified split too', () => {
    const target = rightOf(encodeTarget(encoder)(table))
    const labels = target.node._tag === 'Literal' ? [...target.node.data] : []
    const positive = (rows: Iterable<number>): number => [...rows].filter((row) => labels[row] === 1).length
    expect(positive(labels.keys())).toBe(2037)
    const parts = splitRows({ test: 0.2, validation: 0.1, stratify: labels }, key(0))(table.rows)
    expect([positive(parts.test), positive(parts.validation), positive(parts.train)]).toEqual([407, 163, 1467])
  })
  test('has the means and deviations that scikit-learn 1.9 finds', () => {
    const age = encoder.features.find((feature) => feature.name === 'Age')
    const scaling = age?.kind === 'numeric' ? age.scaling : undefined
    expect(scaling?.offset).toBeCloseTo(38.9218, 10)
    expect(scaling?.scale).toBeCloseTo(10.487282048271611, 10)
    expect(featureNames(encoder)).toHaveLength(8 + 4 + 3)
    expect(rightOf(encodeFeatures(encoder)(table)).shape).toEqual([10000, 15])
  })
})
