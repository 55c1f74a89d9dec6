/** What Node reads of the package: the same names as the sources, and one copy of everything. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'dist/node')
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const entries = Object.entries<{ readonly types: string; readonly node: string; readonly default: string }>(
  exports,
).filter(([, paths]) => typeof paths === 'object')

test.each(entries)('%s gives what its sources give', async (_, { types, node, default: modules }) => {
  const [bundled, whole] = await Promise.all([node, modules].map((path) => import(join(root, path))))
  expect(Object.keys(bundled).toSorted()).toEqual(Object.keys(whole).toSorted())
  expect(types.replace('.d.ts', '.js')).toBe(modules)
})

test('no source is in two files', () => {
  const sources = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/^\/\/ ((?:src|laws)\/.*\.ts)$/gm)].map(
      ([, source]) => source!,
    ),
  )
  expect(sources).toContain('src/core/tensor.ts')
  expect(sources).toContain('laws/law.ts')
  expect(sources.filter((source, i) => sources.indexOf(source) !== i)).toEqual([])
})
