/**
 * Bundles each entry of the package for Node, into `dist/node`: Node reads a few large files several times as fast as
 * hundreds of small ones. What entries share lies in files of its own, so that there is one copy of everything. Other
 * packages stay what they are; bundlers of pages take the modules of `dist/src`, which they can leave out one by one.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'dist/node')
const entries = {
  index: 'src/index.ts',
  data: 'src/data/index.ts',
  streams: 'src/streams/index.ts',
  io: 'src/io/index.ts',
  laws: 'laws/index.ts',
  main: 'src/cli/main.ts',
}

const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
  platform: 'node',
  tsconfig: false,
  external: /^[a-z@]/,
})
const { output } = await bundle.generate({ format: 'esm', chunkFileNames: 'shared-[name].js' })
mkdirSync(folder, { recursive: true })
const before = readdirSync(folder)
for (const { fileName, code } of output) {
  const file = join(folder, fileName)
  // Programs may be running by what is there.
  if (!before.includes(fileName) || readFileSync(file, 'utf8') !== code) writeFileSync(file, code)
}
const now = new Set(output.map(({ fileName }) => fileName))
for (const name of before) if (!now.has(name)) rmSync(join(folder, name))
