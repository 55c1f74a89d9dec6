/** `fluxion explain`: what it says and draws, checked by the model itself; every refusal is one line. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ExplainOptions, explain } from '../../src/cli/explain.js'
import type { Output } from '../../src/cli/output.js'
import { literal } from '../../src/core/index.js'
import { knownDatasets, rawTable } from '../../src/data/index.js'
import { read } from '../../src/engine/index.js'
import {
  decodePicture,
  encodePng,
  loadModel,
  type ModelFile,
  predictorOf,
  readCsvFile,
  type TablePredictor,
} from '../../src/io/index.js'
import { evidence, fromSpecs, rocAuc } from '../../src/models/index.js'
import { imagesOf } from '../../src/streams/index.js'
import { writeCifar10 } from './pictures.js'
import { customers, events, fluxion, folder } from './program.js'

const at = folder()
const path = (name: string): string => join(at, name)
const right = async <A>(task: TE.TaskEither<unknown, A>): Promise<A> =>
  pipe(
    await task(),
    E.getOrElseW((problem) => {
      throw new Error(JSON.stringify(problem))
    }),
  )

const usual = { row: 0, steps: 50, repeats: 5, seed: 0 }
const none = {
  method: undefined,
  target: undefined,
  from: undefined,
  baseline: undefined,
  feature: undefined,
  out: undefined,
}
/** What is said and told, and what is wrong, of the command in this process. */
const run = async (model: string, options: Partial<ExplainOptions> & { readonly input: string }) => {
  const [said, told]: [string[], any[]] = [[], []]
  const output: Output = {
    json: false,
    terminal: false,
    columns: 80,
    say: (text) => void said.push(text),
    event: (event) => void told.push(event),
    live: () => undefined,
    settle: () => undefined,
  }
  const done = await explain(output)(path(model), { ...none, ...usual, ...options })()
  return { out: said.join('\n'), event: told[0], wrong: E.isLeft(done) ? done.left : [] }
}

beforeAll(async () => {
  writeCifar10(path('data'))
  writeFileSync(path('customers.csv'), customers(300).replaceAll(',,', ',50,'))
  const images = ['images', 'cifar10', '--from', 'data', '--hidden', '8', '--epochs', '4', '--out', 'images.fluxion']
  const table = ['train', 'customers.csv', '--target', 'left', '--drop', 'id', '--rate', '0.01', '--epochs', '20']
  await Promise.all([fluxion(at, [...images, '--no-pictures']), fluxion(at, [...table, '--out', 'table.fluxion'])])
}, 120_000)

/** Test image `row`, as red, green and blue one after another. */
const bytesOf = (row: number): Uint8Array => {
  const planes = readFileSync(path('data/test_batch.bin')).subarray(3073 * row + 1, 3073 * (row + 1))
  return Uint8Array.from({ length: 3072 }, (_, i) => planes[1024 * (i % 3) + Math.floor(i / 3)]!)
}
const dataset = { input: 'cifar10', from: path('data') }

describe('an image', () => {
  test('says the class and its probability, and what is missing to completeness; draws the maps beside the image', async () => {
    const { out, event, wrong } = await run('images.fluxion', { ...dataset, row: 3, out: path('all.png') })
    expect(wrong).toEqual([])
    const file: ModelFile = await right(loadModel(path('images.fluxion')))
    const predictor = predictorOf(file)
    const [{ prediction, probabilities }] = (predictor as any).predict(bytesOf(3))
    expect(event).toMatchObject({
      event: 'explanation',
      row: 3,
      truth: knownDatasets.cifar10.classes[8],
      prediction,
      baseline: 'mean',
    })
    for (const [name, p] of Object.entries(probabilities)) expect(event.probabilities[name]).toBeCloseTo(p as number, 5)
    expect(out).toContain(`image 3: predicted ${prediction} (`)
    expect(out).toMatch(/attributions sum to .*; the logit gains .* over the mean image; completeness gap/)

    // the logit itself, of the image and of the mean image, which is 0
    const { shape, mean, deviation, classes } = file.preprocessing as any
    const x = imagesOf(bytesOf(3), shape, { mean, deviation }).batch([0])
    const logit = (input: any): number =>
      read(evidence(fromSpecs(file.layers), classes.indexOf(prediction))(file)(input))[0]!
    const gained = logit(x) - logit(literal([1, 32, 32, 3], new Float32Array(3072)))
    const integrated = event.methods.find((m: any) => m.method === 'integratedGradients')
    expect(integrated.gained).toBeCloseTo(gained, 3)
    expect(integrated.attributed - integrated.gap).toBeCloseTo(integrated.gained, 6)
    expect(Math.abs(integrated.gap)).toBeLessThan(0.05 * Math.abs(gained) + 2e-3)

    expect(event.methods.map((m: any) => m.method)).toEqual(['saliency', 'integratedGradients', 'gradCam', 'occlusion'])
    expect(event.files).toEqual([path('all.png')])
    const sheet: any = await right(TE.fromEither(decodePicture('all')(readFileSync(path('all.png')))))
    expect(sheet.width).toBe(12 + 5 * (32 * 6 + 12)) // the image and four maps, six times as large
    const top = 12 + 20 + 12
    for (const [px, py] of [
      [0, 0],
      [31, 5],
    ] as const) {
      const pixel = 3 * ((top + 6 * py) * sheet.width + 12 + 6 * px)
      expect(sheet.bytes.subarray(pixel, pixel + 3)).toEqual(
        bytesOf(3).subarray(3 * (32 * py + px), 3 * (32 * py + px) + 3),
      )
    }
  })

  test('a picture file says what the same image of a data set says; --target, --method and --out choose', async () => {
    writeFileSync(path('one.png'), encodePng({ width: 32, height: 32, channels: 3, bytes: bytesOf(3) }))
    const given = { input: path('one.png'), target: 'frog', baseline: 'white' } as const
    const folderOf = await run('images.fluxion', { ...given, out: path('maps') })
    expect(folderOf.wrong).toEqual([])
    const known = await run('images.fluxion', {
      ...dataset,
      row: 3,
      target: 'frog',
      baseline: 'white',
      out: path('maps'),
    })
    const { row: _, truth: __, input: ___, ...same } = known.event
    expect(folderOf.event).toMatchObject(same)
    expect(folderOf.event.target).toBe('frog')
    expect(readdirSync(path('maps'))).toEqual([
      'gradCam.svg',
      'integratedGradients.svg',
      'occlusion.svg',
      'saliency.svg',
    ])
    const one = await run('images.fluxion', { ...given, method: 'occlusion', out: path('one.svg') })
    expect(one.event.methods).toMatchObject([{ method: 'occlusion', patch: 5, stride: 3 }])
    expect(readFileSync(path('one.svg'), 'utf8')).toBe(readFileSync(path('maps/occlusion.svg'), 'utf8'))
    expect(readFileSync(path('one.svg'), 'utf8')).toContain('<title>occlusion: frog (')
  })

  test.each<readonly [Partial<ExplainOptions>, RegExp]>([
    [{ method: 'importance' }, /^--method importance is for tables, .*images\.fluxion reads images; use saliency, /],
    [{ target: 'frogs' }, /^--target: there is no class 'frogs'; did you mean 'frog'\?$/],
    [{ row: 12 }, /^cifar10: there is no image 12 among 12; --row must be a whole number from 0 to 11$/],
    [{ row: 0.5 }, /there is no image 0\.5/],
    [{ steps: 0 }, /^--steps must be a whole number of at least 1, got 0$/],
    [{ out: 'x.svg' }, /^--out x\.svg: an \.svg holds one map; choose it by --method, or name a \.png or a folder$/],
    [{ out: 'x.jpg' }, /^--out x\.jpg: pictures are written as \.png or \.svg, or into a folder$/],
    [{ out: path('no/where.png') }, /no\/where\.png: there is no such folder/],
    [{ input: path('customers.csv') }, /customers\.csv, byte 0: /],
    [{ input: path('none.png') }, /none\.png: there is no such file; check the path$/],
  ])('%o is one line', async (options, line) => {
    const { wrong, out } = await run('images.fluxion', { ...dataset, ...options })
    expect(wrong).toHaveLength(1)
    expect(wrong[0]).toMatch(line)
    expect(out).toBe('')
  })
})

describe('a table', () => {
  const csv = path('customers.csv')
  const predictor = async () => predictorOf(await right(loadModel(path('table.fluxion')))) as TablePredictor
  const leaves = async (table: Parameters<TablePredictor['predict']>[0]): Promise<readonly number[]> =>
    (await right(TE.fromEither((await predictor()).predict(table)))).map((p) => p.probabilities!.yes!)

  test('importance: the measure of the whole, and columns by what it loses', async () => {
    const { out, event, wrong } = await run('table.fluxion', { input: csv, repeats: 3, out: path('importance.svg') })
    expect(wrong).toEqual([])
    const table: any = await right(readCsvFile()(csv))
    const truth = table.columns
      .find((c: any) => c.name === 'left')
      .cells.map((cell: string) => (cell === 'yes' ? 1 : 0))
    expect(event).toMatchObject({ event: 'importance', measure: 'auc', rows: 300 })
    expect(event.whole).toBeCloseTo(rocAuc(Float64Array.from(await leaves(table)), Int32Array.from(truth)), 6)
    expect(event.features.map((f: any) => f.name).toSorted()).toEqual(['age', 'balance', 'city'])
    const means = event.features.map((f: any) => f.mean)
    expect(means).toEqual(means.toSorted((a: number, b: number) => b - a))
    expect(event.features.at(-1).name).toBe('city')
    for (const { each, mean } of event.features) {
      expect(each).toHaveLength(3)
      expect(mean).toBeCloseTo(each.reduce((a: number, b: number) => a + b, 0) / 3, 12)
    }
    expect(out).toMatch(/auc 0\.\d+ over 300 rows; .*3 times\ncolumn +lost +±\n\w+ +0\.\d{4} +0\.\d{4} +█{24}\n/)
    expect(readFileSync(path('importance.svg'), 'utf8')).toContain('>balance<')
  })

  test('dependence: the mean answer, were the column so in every row; numbers as a curve, categories as bars', async () => {
    const table: any = await right(readCsvFile()(csv))
    /** The table with one column set to one value in all rows. */
    const set = (column: string, value: string) =>
      rawTable(
        csv,
        table.columns.map((c: any) => (c.name === column ? { ...c, cells: c.cells.map(() => value) } : c)),
      )
    const mean = async (column: string, value: string): Promise<number> => {
      const all = await leaves(set(column, value))
      return all.reduce((a, b) => a + b, 0) / all.length
    }
    const age = await run('table.fluxion', { input: csv, method: 'dependence', feature: 'age', out: path('age.svg') })
    expect(age.wrong).toEqual([])
    expect(age.event.answer).toBe('p(left = yes)')
    expect(age.event.points).toHaveLength(21)
    for (const { at: value, mean: got } of [age.event.points[0], age.event.points[10]])
      expect(got).toBeCloseTo(await mean('age', String(value)), 5)
    expect(age.event.points[20].mean).toBeGreaterThan(age.event.points[0].mean + 0.2)
    expect(readFileSync(path('age.svg'), 'utf8')).toContain('<polyline')
    const city = await run('table.fluxion', {
      input: csv,
      method: 'dependence',
      feature: 'city',
      target: 'no',
      out: path('drawn'),
    })
    expect(city.event.points.map((p: any) => p.at)).toEqual(['Bern', 'Oslo', 'Rome', '<unknown>'])
    expect(city.event.points[2].mean).toBeCloseTo(1 - (await mean('city', 'Rome')), 5)
    expect(city.event.points[3].mean).toBeCloseTo(1 - (await mean('city', 'Paris')), 5)
    expect(readFileSync(path('drawn/dependence-city.svg'), 'utf8')).toContain('>&lt;unknown&gt;<')
  })

  test.each<readonly [Partial<ExplainOptions>, RegExp]>([
    [
      { method: 'saliency' },
      /^--method saliency is for images, .*table\.fluxion reads tables; use importance, dependence$/,
    ],
    [{ method: 'dependence' }, /^--feature is missing; name one of city, age, balance$/],
    [{ method: 'dependence', feature: 'agee' }, /^--feature: there is no column "agee"; did you mean "age"\?$/],
    [
      { method: 'dependence', feature: 'age', target: 'maybe' },
      /^--target: there is no class 'maybe'; use one of no, yes$/,
    ],
    [{ repeats: 0 }, /^--repeats must be a whole number of at least 1, got 0$/],
    [{ out: 'x.png' }, /^--out x\.png: what explains a table is drawn as \.svg, or into a folder$/],
    [{ input: path('one.csv') }, /one\.csv: auc cannot be measured there; give rows of all classes/],
    [
      { input: path('one.csv'), method: 'dependence', feature: 'age' },
      /column "age" has one value there; give rows where it varies$/,
    ],
    [{ input: path('bare.csv') }, /bare\.csv.*: there is no column "left"/],
  ])('%o is one line', async (options, line) => {
    writeFileSync(path('one.csv'), 'city,age,balance,left\nBern,30,5,no\nRome,30,6,no\n')
    writeFileSync(path('bare.csv'), 'city,age,balance\nBern,30,5\n')
    const { wrong } = await run('table.fluxion', { input: csv, ...options })
    expect(wrong).toHaveLength(1)
    expect(wrong[0]).toMatch(line)
  })
})

test('on the command line: files in the folder it runs in, one object with --json, exit code 2 where something is wrong', async () => {
  const { code, out, err } = await fluxion(at, [
    'explain',
    'images.fluxion',
    'cifar10',
    '--from',
    'data',
    '--row',
    '2',
    '--json',
  ])
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(events(out)).toMatchObject([{ event: 'explanation', row: 2, files: ['cifar10-2-explained.png'] }])
  expect(readdirSync(at)).toContain('cifar10-2-explained.png')
  const wrong = await fluxion(at, ['explain', 'table.fluxion', 'customers.csv', '--method', 'dependence'])
  expect(wrong.err).toBe('fluxion: --feature is missing; name one of city, age, balance\n')
  expect(wrong.code).toBe(2)
})
