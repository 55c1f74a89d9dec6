/** docs/vocabulary.md lists every word with its formula, its laws and its reference; `npm run docs` writes it anew. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { allActivationLaws } from '../laws/activations.js'
import { allDetectorLaws } from '../laws/drift.js'
import { allInitialLaws } from '../laws/layers/initial.js'
import { allLayerLaws } from '../laws/layers.js'
import { allLossLaws } from '../laws/losses.js'
import { allMetricLaws } from '../laws/metrics.js'
import { allOperatorLaws } from '../laws/operators.js'
import { opLaws } from '../laws/ops.js'
import { optimLaws } from '../laws/optim.js'
import { tensorLaws } from '../laws/tensor.js'
import { windowLaws } from '../laws/windows.js'
import { initials, layerRegistry, losses, metrics, numberedInitials } from '../src/models/index.js'
import * as functions from '../src/ops/index.js'
import { optimizers, schedules } from '../src/optim/index.js'
import { detectors, operators } from '../src/streams/index.js'

const { activationEntries, ops } = functions
const root = fileURLToPath(new URL('..', import.meta.url))

/** Names of libraries and versions, and under which names each file of references has numbers. */
interface Reference {
  readonly library: string
  readonly cases: readonly string[]
}
const libraries: Readonly<Record<string, string>> = {
  torch: 'PyTorch',
  'scikit-learn': 'scikit-learn',
  optax: 'Optax',
  papers: 'written from the papers in Python',
}
/** Under which names a file has numbers: those of its records, or of what its lists are of. */
const namedIn = (content: any): readonly string[] => [
  ...['cases', 'runs', 'matrices', 'rates', 'values'].flatMap((key) => Object.keys(content[key] ?? {})),
  ...(content.convolutions ?? []).flatMap((_: unknown) => ['conv2d', 'conv2dByInput', 'conv2dByWeights']),
  ...(content.pools ?? []).flatMap(({ kind }: { readonly kind: 'max' | 'average' }) =>
    kind === 'max' ? ['maxPool2d', 'maxPool2dByInput'] : ['avgPool2d', 'avgPool2dByInput'],
  ),
]
const references: Readonly<Record<string, Reference>> = Object.fromEntries(
  readdirSync(join(root, 'tests/references'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const content = JSON.parse(readFileSync(join(root, 'tests/references', file), 'utf8'))
      const library = Object.entries(content.reference ?? {})
        .flatMap(([name, version]) =>
          name in libraries ? [`${libraries[name]} ${String(version).split('+')[0]}`] : [],
        )
        .join(', ')
      return [file.replace('.json', ''), { library, cases: namedIn(content) }]
    }),
)
/** `name`, `name of this`, `name, with that`: cases of a word. */
const isOf = (name: string, text: string): boolean =>
  text === name || (text.startsWith(name) && /^[ ,:(]/.test(text.slice(name.length)))
const referenceOf = (name: string, files: readonly string[]): string => {
  const counts = new Map<string, number>()
  for (const { library, cases } of files.flatMap((file) => references[file] ?? [])) {
    const count = cases.filter((c) => isOf(name, c)).length
    if (count > 0) counts.set(library, (counts.get(library) ?? 0) + count)
  }
  return [...counts].map(([library, count]) => `${library} (${count})`).join('; ')
}

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'))
const sources = {
  ops: sourcesIn('src/ops'),
  optim: sourcesIn('src/optim'),
  losses: sourcesIn('src/models/losses'),
  layers: sourcesIn('src/models/layers'),
  operators: sourcesIn('src/streams/operators'),
  initial: [readFileSync(join(root, 'src/models/initial.ts'), 'utf8')],
}
/** The first sentence of the doc comment of a function or a field, or of the record of an op. */
const sentenceOf = (files: readonly string[], name: string): string => {
  const docOf = (of: string): string | undefined => {
    const before = `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*\\n\\s*`
    const doc = new RegExp(`${before}(?:export (?:const|function) )?${of}(?:\\(|:| =|<)`)
    return files.flatMap((file) => doc.exec(file)?.[1] ?? [])[0]
  }
  const text = docOf(name) ?? docOf(`${name}Op`)
  if (text === undefined) return ''
  const plain = text
    .replace(/^\s*\* ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return (/^(?:`[^`]*`|[^`])*?(?=[.;](?: |$)| @example|$)/.exec(plain)?.[0] ?? plain).trim()
}

interface Word {
  readonly name: string
  readonly formula: string
  readonly laws: number
  readonly reference: string
}
const lawsOf = (name: string, all: readonly { readonly name: string }[]): number =>
  all.filter((law) => isOf(name, law.name)).length
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (title: string, opening: string, words: readonly Word[]): string =>
  [
    `## ${title}`,
    '',
    opening,
    '',
    '| name | formula | laws | reference |',
    '|---|---|---|---|',
    ...words.map(
      ({ name, formula, laws, reference }) =>
        `| \`${name}\` | ${cell(formula)} | ${laws} | ${reference === '' ? 'laws alone' : reference} |`,
    ),
    '',
  ].join('\n')

const wordsOf = (
  names: readonly string[],
  laws: readonly { readonly name: string }[],
  from: readonly string[],
  formula: (name: string) => string,
): readonly Word[] =>
  names.map((name) => ({ name, formula: formula(name), laws: lawsOf(name, laws), reference: referenceOf(name, from) }))

/** What is written in other ops: public functions without a record. */
const composed = (): readonly string[] =>
  Object.entries(functions)
    .filter(([name, f]) => typeof f === 'function' && !(name in ops) && !(name in activationEntries))
    .map(([name]) => name)
    .toSorted()
const opReferences = ['ops', 'elementary', 'linalg', 'windows', 'convolutionFamily', 'activations']
const page = (): string => {
  const opWords = Object.entries(ops).map(
    ([name, op]): Word => ({
      name,
      formula: sentenceOf(sources.ops, name),
      laws: opLaws(op).length,
      reference: referenceOf(name, opReferences),
    }),
  )
  const activationWords = Object.entries(activationEntries).map(
    ([name, entry]): Word => ({
      name,
      formula: `${entry.formula}`,
      laws: lawsOf(name, allActivationLaws),
      reference: referenceOf(name, ['activations']),
    }),
  )
  const optimizerWords = wordsOf(Object.keys(optimizers), optimLaws, ['optim'], (name) =>
    optimizers[name as keyof typeof optimizers].formula.replaceAll(/\s+/g, ' '),
  )
  const metricWords = wordsOf(Object.keys(metrics), allMetricLaws, ['metrics'], (name) => {
    const { title, range } = metrics[name as keyof typeof metrics]
    return `${title}, ${range[0]} to ${range[1] === Number.POSITIVE_INFINITY ? '∞' : range[1]}`.replace(
      '-Infinity',
      '-∞',
    )
  })
  return [
    '# Vocabulary',
    '',
    'Generated by `npm run docs` from the registries, the laws that quantify over them, and the numbers of other libraries in',
    '`tests/references`; a test fails where this page is stale. **laws**: how many laws bear the name, beside those over all',
    'programs, engines and trees. **reference**: whose numbers ours are compared with, to a relative 1e-9 in f64, and in how',
    'many cases.',
    '',
    table(
      'Operations',
      'Records with a shape rule, a forward and a backward of their own. Engines agree on each of them.',
      opWords,
    ),
    table(
      'Composed operations',
      'Written in other operations, and differentiated through them.',
      wordsOf(composed(), [...tensorLaws, ...windowLaws], opReferences, (name) => sentenceOf(sources.ops, name)),
    ),
    table('Activations', 'Functions of a tensor, and layers of the same names.', activationWords),
    table(
      'Losses',
      '`loss(reduction)(prediction, target, weights?)`.',
      wordsOf(Object.keys(losses), allLossLaws, ['losses'], (name) => sentenceOf(sources.losses, name)),
    ),
    table('Optimizers', 'Chains of transforms with a state that is a tree of tensors.', optimizerWords),
    table(
      'Schedules',
      'Rates as functions of the step.',
      wordsOf(Object.keys(schedules), optimLaws, ['schedules'], (name) => sentenceOf(sources.optim, name)),
    ),
    table(
      'Layers',
      'Functions from a model to a larger one.',
      wordsOf(
        Object.keys(layerRegistry).filter((name) => !(name in activationEntries)),
        allLayerLaws,
        ['layers', 'convolutionFamily'],
        (name) => sentenceOf(sources.layers, name),
      ),
    ),
    table(
      'Initial values',
      'Of weights, by name or with a number.',
      wordsOf([...Object.keys(initials), ...Object.keys(numberedInitials)], allInitialLaws, [], (name) =>
        sentenceOf(sources.initial, name),
      ),
    ),
    table('Metrics', 'Monoids: those of parts are merged into that of the whole.', metricWords),
    table(
      'Stream operators',
      'Of RxJS; what they remember can be saved and gone on from.',
      wordsOf(Object.keys(operators), allOperatorLaws, [], (name) => sentenceOf(sources.operators, name)),
    ),
    table(
      'Drift detectors',
      'Folds over a stream of numbers, mostly errors, that tell where it has changed.',
      wordsOf(Object.keys(detectors), allDetectorLaws, ['drift'], (name) => {
        const { title, formula } = detectors[name as keyof typeof detectors]
        return `${title}: ${formula}`
      }),
    ),
  ].join('\n')
}

test('docs/vocabulary.md is what the registries hold', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/vocabulary.md')
})

test('every word has a formula, and every word of a registry laws', () => {
  const rows = page()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(200)
  expect(rows.filter((row) => / \|\s+\| /.test(row))).toEqual([])
  const others = composed()
  const unproved = rows.filter(
    (row) => / \| 0 \| /.test(row) && !others.some((name) => row.startsWith(`| \`${name}\``)),
  )
  expect(unproved).toEqual([])
})
