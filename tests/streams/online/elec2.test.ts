/** The electricity market in time order, predicted before it is learnt. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { folder } from '../../cli/program.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const market = join(root, '../shared/data/streams/elec2.csv')
const example = async (csv: string) => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/examples/elec2.js'), csv])
  const number = (name: string): number => Number(new RegExp(`^${name} +([-\\d.]+)`, 'm').exec(stdout)![1])
  return {
    records: number('records'),
    accuracy: number('prequential accuracy'),
    persistent: number('the last label'),
    kappa: number('kappa'),
    temporal: number('kappa temporal'),
  }
}

test('the example scores what it predicted before it learnt', async () => {
  const csv = join(folder(), 'market.csv')
  const classes = [1, 1, 0, 0, 0, 1, 1, 0]
  const rows = classes.map((y, i) => `${i / 10},${0.1 * (i % 3)},0.5,0.2,0.4,0.3,${y}`)
  writeFileSync(csv, ['period,nswprice,nswdemand,vicprice,vicdemand,transfer,class', ...rows, ''].join('\n'))
  const { records, persistent } = await example(csv)
  expect([records, persistent]).toEqual([8, 0.5])
})

test.skipIf(!existsSync(market))(
  'prequential accuracy on ../shared/data/streams/elec2.csv (skipped where it is absent) is that of docs/results.md',
  async () => {
    const { records, accuracy, persistent, kappa, temporal } = await example(market)
    expect(records).toBe(45_312)
    expect(persistent).toBe(0.8533)
    expect(accuracy).toBeGreaterThanOrEqual(0.91)
    expect(temporal).toBeCloseTo((accuracy - persistent) / (1 - persistent), 2)
    const results = readFileSync(join(root, 'docs/results.md'), 'utf8')
    for (const figure of [accuracy, persistent, kappa, temporal]) expect(results).toContain(figure.toFixed(4))
  },
)
