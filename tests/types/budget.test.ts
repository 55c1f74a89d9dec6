/** Types stay cheap: the compiler's type instantiations for fixture programs, beyond those of the library itself. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Files of `tests/types/budget`, each with the whole library, and their budgets: about a fifth above what they take. */
const budgets: Readonly<Record<string, number>> = {
  'einsum.ts': 7500,
  'mlp.ts': 42_000,
  'ops.ts': 1800,
}

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Type instantiations to check one file with all it imports, in one thread, so that they are the same every time. */
const instantiations = (file: string): number => {
  const folder = mkdtempSync(join(tmpdir(), 'fluxion-budget-'))
  try {
    const project = join(folder, 'tsconfig.json')
    const compilerOptions = { typeRoots: [root('node_modules/@types')], skipLibCheck: true }
    const files = [root(`tests/types/budget/${file}`)]
    writeFileSync(project, JSON.stringify({ extends: root('tsconfig.json'), compilerOptions, files, include: [] }))
    const args = ['--noEmit', '--singleThreaded', '--extendedDiagnostics', '-p', project]
    const report = execFileSync(root('node_modules/.bin/tsc'), args, { encoding: 'utf8' })
    return Number(/^Instantiations:\s+(\d+)/m.exec(report)?.[1])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const baseline = instantiations('baseline.ts')

test.each(Object.entries(budgets))('%s takes at most %d type instantiations', (file, budget) => {
  const taken = instantiations(file) - baseline
  expect(taken).toBeGreaterThan(0)
  expect(taken).toBeLessThanOrEqual(budget)
})
