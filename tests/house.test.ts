/** The house: which folder may import what, no cycles, a README and an index in each, and nothing hidden. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ops } from '../src/ops/index.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const list = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
/** Code without comments. */
const code = (file: string): string => read(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

const sources = list('src', '.ts')
const everything = [...sources, ...list('laws', '.ts')]
/** The folder of `src` that a file belongs to; `''` for `src/index.ts`, `laws` for the laws. */
const folderOf = (file: string): string => {
  const [top, folder, ...rest] = file.split(/[\\/]/)
  return top === 'laws' ? 'laws' : rest.length === 0 ? '' : folder!
}

interface Import {
  readonly from: string
  /** A file of the house, or the name of a package. */
  readonly to: string
  readonly isFile: boolean
  readonly typeOnly: boolean
}
const statement = /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g
const importsOf = (file: string): readonly Import[] =>
  [...code(file).matchAll(statement)].map(([, , type, named, dynamic]) => {
    const path = named ?? dynamic!
    const typeOnly = type !== undefined
    if (path.startsWith('.')) {
      const to = relative(root, join(root, dirname(file), path)).replace(/\.js$/, '.ts')
      return { from: file, to, isFile: true, typeOnly }
    }
    const name = path.startsWith('node:')
      ? 'node'
      : path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/')
    return { from: file, to: name, isFile: false, typeOnly }
  })
const imports = everything.flatMap(importsOf)

const above = ['core', 'ops', 'grad', 'optim', 'models', 'engine', 'data']
const pure = ['fp-ts', 'ts-arithmetic']
/** What each folder may import beside itself: folders, and packages (`null`: any). */
const allowed: Readonly<Record<string, readonly [folders: readonly string[], packages: readonly string[] | null]>> = {
  core: [[], pure],
  ops: [['core'], pure],
  grad: [['core', 'ops'], pure],
  optim: [['core', 'ops'], pure],
  models: [['core', 'ops', 'grad'], pure],
  engine: [
    ['core', 'ops'],
    [...pure, 'node'],
  ],
  data: [['core'], [...pure, 'io-ts']],
  streams: [above, [...pure, 'io-ts', 'rxjs']],
  io: [[...above, 'streams'], null],
  cli: [[...above, 'streams', 'io', ''], null],
  laws: [
    [...above, 'streams', 'io', ''],
    [...pure, 'io-ts', 'rxjs', 'fast-check'],
  ],
  '': [[...above, 'streams', 'io'], []],
}

describe('imports', () => {
  test('are found', () => {
    const own = imports.filter(({ from }) => from === join('src', 'core', 'tensor.ts'))
    expect(own.map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
      ['fp-ts', false],
      [join('src', 'core', 'dtype.ts'), false],
      [join('src', 'core', 'errors.ts'), false],
      [join('src', 'core', 'op.ts'), true],
      [join('src', 'core', 'shape.ts'), false],
    ])
    expect(imports.filter(({ to, isFile }) => isFile && !existsSync(join(root, to)))).toEqual([])
  })
  test.each(Object.keys(allowed))('of %j are those its place allows', (folder) => {
    const [folders, packages] = allowed[folder]!
    const wrong = imports.filter(({ from, to, isFile }) => {
      if (folderOf(from) !== folder) return false
      if (!isFile) return packages !== null && !packages.includes(to)
      return folderOf(to) !== folder && !folders.includes(folderOf(to))
    })
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })
  test('every folder of src has its place', () => {
    expect([...new Set(sources.map(folderOf))].filter((folder) => !(folder in allowed))).toEqual([])
  })
})

/** One cycle of files, if there is any. */
const cycle = (edges: readonly Import[]): readonly string[] => {
  const next = new Map<string, readonly Import[]>()
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge])
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const { to } of next.get(file) ?? []) {
      const found = visit(to, [...path, file])
      if (found.length > 0) return found
    }
    done.add(file)
    return []
  }
  for (const file of next.keys()) {
    const found = visit(file, [])
    if (found.length > 0) return found
  }
  return []
}

describe('cycles', () => {
  const files = imports.filter(({ isFile }) => isFile)
  test('are found', () => {
    const edge = (from: string, to: string): Import => ({ from, to, isFile: true, typeOnly: false })
    expect(cycle([edge('a', 'b'), edge('b', 'c'), edge('c', 'b')])).toEqual(['b', 'c', 'b'])
    expect(cycle([edge('a', 'b'), edge('b', 'c'), edge('a', 'c')])).toEqual([])
  })
  test('of values there are none', () => {
    expect(cycle(files.filter(({ typeOnly }) => !typeOnly))).toEqual([])
  })
  test('of types there are none but in core, where a tensor holds the op that made it', () => {
    const core = (file: string): boolean => folderOf(file) === 'core'
    expect(cycle(files.filter(({ from, to, typeOnly }) => !(typeOnly && core(from) && core(to))))).toEqual([])
  })
})

const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join('src', name))

describe.each([...folders, 'laws'])('%s', (folder) => {
  test('has a README of at most 30 lines and an index', () => {
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true)
    expect(read(join(folder, 'README.md')).trimEnd().split('\n').length).toBeLessThanOrEqual(30)
    expect(existsSync(join(root, folder, folder === join('src', 'cli') ? 'main.ts' : 'index.ts'))).toBe(true)
  })
})

test('no folder or file is called after nothing', () => {
  const names = /(^|[\\/])(utils?|commons?|helpers?|misc)(\.ts|[\\/])/
  expect(everything.filter((file) => names.test(file))).toEqual([])
})

test('chance and time come in from outside only', () => {
  const hidden = /Math\.random|Date\.now|new Date\(\)|performance\.now/
  const free = sources.filter((file) => !['io', 'cli', 'streams'].includes(folderOf(file)))
  expect(free.filter((file) => hidden.test(code(file)))).toEqual([])
})

test('each source file opens with a line that says what it is for', () => {
  expect(everything.filter((file) => !/^(#!.*\n)?\/\*\*/.test(read(file)))).toEqual([])
})

test('each value that an index exports has a doc comment, or shares its name with a type that has', () => {
  const statements = sources.flatMap((index) =>
    /[\\/]index\.ts$/.test(index)
      ? [...code(index).matchAll(/export (?:\{([^}]*)\}|\*) from '([^']+)'/g)].map(([, names, from]) => ({
          file: join(dirname(index), from!.replace(/\.js$/, '.ts')),
          names: names?.split(',').map((name) => name.trim().split(' as ')[0]!),
        }))
      : [],
  )
  const exported = statements.flatMap(({ file, names }) =>
    (names ?? [...read(file).matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name!))
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => ({ file, name })),
  )
  const told = ({ file, name }: { readonly file: string; readonly name: string }): boolean =>
    new RegExp(`\\*/\\n(// .*\\n)*export (const|function|type|interface) ${name}\\b`).test(read(file))
  const here = ({ file, name }: { readonly file: string; readonly name: string }): boolean =>
    new RegExp(`^export (const|function) ${name}\\b`, 'm').test(read(file))
  expect(exported.filter(here).length).toBeGreaterThan(350)
  expect(exported.filter((e) => here(e) && !told(e)).map(({ file, name }) => `${name} of ${file}`)).toEqual([])
})

test('every op record is in the registry, under its own name', async () => {
  const files = list(join('src', 'ops'), '.ts')
  const modules: readonly object[] = await Promise.all(files.map((file) => import(join(root, file))))
  const records = modules.flatMap((module) => Object.entries(module).filter(([name]) => name.endsWith('Op')))
  expect(records.length).toBeGreaterThan(40)
  const registered = new Set<unknown>(Object.values(ops))
  expect(records.filter(([, op]) => !registered.has(op)).map(([name]) => name)).toEqual([])
  expect(Object.entries(ops).filter(([name, op]) => op.name !== name)).toEqual([])
})
