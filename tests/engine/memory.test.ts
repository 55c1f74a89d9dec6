/** Memory stays flat over very many compiled steps: the built package, in a process of its own. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { engines } from './engines.js'

const soak = fileURLToPath(new URL('../../scripts/soak.js', import.meta.url))
const built = existsSync(fileURLToPath(new URL('../../dist/src/index.js', import.meta.url)))

for (const name of ['wasm', 'native'])
  test.skipIf(!built || !engines.some((engine) => engine.name.startsWith(name)))(
    `20,000 steps of a small network and 40 of a convolutional one by the ${name} engine`,
    () => {
      const args = ['--expose-gc', soak, '--steps', '20000', '--images', '40', '--seconds', '0', '--engine', name]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      expect(stderr).toBe('')
      expect(stdout).toContain(`by the ${name} engine`)
      expect({ status, stdout }).toMatchObject({ status: 0 })
    },
  )
