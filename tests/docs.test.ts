/** The programs in the pages of docs run, and print what the pages say they print. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = (args: readonly string[]) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })

/** The contents of the blocks of one language, in order. */
const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block!)

test.each(['engine.md'])('%s', { timeout: 120_000 }, (page) => {
  const text = readFileSync(join(root, 'docs', page), 'utf8')
  const program = blocks(text, 'ts')
  expect(program.length).toBeGreaterThan(0)
  mkdirSync(join(root, 'dist'), { recursive: true })
  const folder = mkdtempSync(join(root, 'dist/docs-')) // inside the package, so that it finds itself by name
  try {
    writeFileSync(join(folder, 'page.ts'), program.join('\n'))
    const compilerOptions = { paths: {}, noEmit: false, rootDir: folder, outDir: folder }
    const project = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['page.ts'], exclude: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
    expect(node([join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]).stdout).toBe('')
    const { stdout, stderr } = node([join(folder, 'page.js')])
    expect(stderr).toBe('')
    expect(stdout).toBe(blocks(text, 'text').join(''))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
