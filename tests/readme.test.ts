/** The code of the README compiles, but for the line that must not. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The declarations that users get, which are read in less time than the sources. */
const declared = Object.fromEntries(
  ['', 'data', 'streams', 'io'].map((entry) => [join('fluxion', entry), [join(root, 'dist/src', entry, 'index.d.ts')]]),
)
declared['fluxion/laws'] = [join(root, 'dist/laws/index.d.ts')]

/** What the blocks speak of without making it. */
const before = [
  "import { type Batch, type Tensor, type Op, read } from 'fluxion'",
  "import type { Dataset, Example } from 'fluxion/streams'",
  'declare const epochs: number',
  "declare const images: Dataset<Example<Tensor<readonly [Batch, 28, 28]>, Tensor<readonly [Batch], 'i32'>>>",
  'declare const myOp: Op',
  'declare const samples: readonly Tensor<readonly [3]>[]',
]

test('the code of the README compiles, and the wrong layer does not', () => {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!)
  expect(blocks.length).toBeGreaterThanOrEqual(4)
  const folder = join(root, 'node_modules/.cache/fluxion-readme')
  mkdirSync(folder, { recursive: true })
  const source = [...before, ...blocks].join('\n')
  writeFileSync(join(folder, 'readme.ts'), source)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { paths: declared },
      include: ['readme.ts'],
    }),
  )
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  const errors = stdout.split('\n').filter((line) => /error TS/.test(line))
  expect(errors).toHaveLength(1)
  const [, line, column] = /readme\.ts\((\d+),(\d+)\)/.exec(errors[0]!)!
  expect(source.split('\n')[Number(line) - 1]!.slice(Number(column) - 1)).toMatch(/^dense\(128\), relu, dense\(10\)\)/)
})
