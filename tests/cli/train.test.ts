import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { loadModel, saveModel } from '../../src/io/index.js'
import { customers, events, fluxion, folder } from './program.js'

const withCustomers = (rows = 300): string => {
  const at = folder()
  writeFileSync(join(at, 'customers.csv'), customers(rows))
  return at
}
const basic = ['train', 'customers.csv', '--target', 'left', '--drop', 'id', '--rate', '0.01', '--epochs', '15']

describe('train', () => {
  test('tells what it read, trains, tests, saves; plain text without a terminal', async () => {
    const at = withCustomers()
    const { code, out, err } = await fluxion(at, basic)
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('customers.csv: 300 rows, 5 columns')
    expect(out).toMatch(/numeric +age, balance/)
    expect(out).toMatch(/categorical +city \(3\)/)
    expect(out).toMatch(/dropped +id/)
    expect(out).toMatch(/target +left \(binary\), no: [\d.]+ %, yes: [\d.]+ %/)
    expect(out).toMatch(/dense 16 heNormal +batch, 16/)
    expect(out).toMatch(/epoch 15\/15 {2}loss/)
    expect(out).toContain('stopped: all epochs done')
    expect(out).toContain('truth \\ predicted')
    expect(out).toContain('model: model.fluxion')
    expect(out).not.toContain('\u001b')
    expect(readdirSync(at).toSorted()).toEqual(['customers.csv', 'model.fluxion'])
  })

  test('--json is one object a line, the last of them `done`', async () => {
    const at = withCustomers()
    const { code, out } = await fluxion(at, [...basic, '--json', '--out', 'm.fluxion'])
    expect(code).toBe(0)
    const all = events(out)
    expect(all.map((e) => e.event)).toEqual(['data', 'model', ...Array.from({ length: 15 }, () => 'epoch'), 'done'])
    const done = all.at(-1)
    expect(done).toMatchObject({ stopped: 'epochs', epochs: 15, model: 'm.fluxion' })
    const [[tn, fp], [fn, tp]] = done.test.confusion
    expect(tn + fp + fn + tp).toBe(60)
    expect(done.test.accuracy).toBeCloseTo((tn + tp) / 60, 12)
    expect(done.test.accuracy).toBeGreaterThan(0.8)
    expect(done.test.auc).toBeGreaterThan(0.9)
    expect(done.test.loss).toBeGreaterThan(0)
  })

  test('the same seed gives the same file, byte for byte; another seed another', async () => {
    const at = withCustomers()
    for (const [name, seed] of [
      ['a', '5'],
      ['b', '5'],
      ['c', '6'],
    ] as const)
      await fluxion(at, [...basic, '--dropout', '0.2', '--seed', seed, '--out', `${name}.fluxion`])
    const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(join(at, `${name}.fluxion`)))
    expect(a!.equals(b!)).toBe(true)
    expect(a!.equals(c!)).toBe(false)
  })

  test('a run stopped by Ctrl-C and resumed ends in the same file as one never stopped', async () => {
    const at = withCustomers(2000)
    const args = [...basic.slice(0, -1), '40', '--dropout', '0.1', '--patience', '0']
    await fluxion(at, [...args, '--out', 'whole.fluxion'])
    let asked = false
    const first = await fluxion(at, [...args, '--out', 'part.fluxion'], {
      watch: (child, out) => {
        if (asked || !out.includes('epoch  3/40')) return
        asked = true
        child.kill('SIGINT')
      },
    })
    expect(first.code).toBe(130)
    expect(first.out).toMatch(/stopped after epoch \d+, batch \d+; saved to part\.fluxion/)
    expect(first.out).toContain('go on with: fluxion train customers.csv --resume part.fluxion')
    expect(first.out).not.toContain('epoch 40/40')
    const second = await fluxion(at, ['train', 'customers.csv', '--resume', 'part.fluxion'])
    expect(second.err).toBe('')
    expect(second.code).toBe(0)
    expect(second.out).toContain('epoch 40/40')
    expect(readFileSync(join(at, 'part.fluxion')).equals(readFileSync(join(at, 'whole.fluxion')))).toBe(true)
  })

  test('a finished run resumed with more epochs is the longer run', async () => {
    const at = withCustomers()
    await fluxion(at, [...basic, '--out', 'long.fluxion'])
    await fluxion(at, [...basic.slice(0, -1), '6', '--out', 'short.fluxion'])
    const { code } = await fluxion(at, ['train', 'customers.csv', '--resume', 'short.fluxion', '--epochs', '15'])
    expect(code).toBe(0)
    expect(readFileSync(join(at, 'short.fluxion')).equals(readFileSync(join(at, 'long.fluxion')))).toBe(true)
  })

  test('a class of several: the task is inferred', async () => {
    const at = folder()
    const rows = Array.from(
      { length: 240 },
      (_, i) => `${i % 24},${(i * 7) % 13},${['low', 'mid', 'top'][Math.floor((i % 24) / 8)]}`,
    )
    writeFileSync(join(at, 'three.csv'), `a,b,size\n${rows.join('\n')}\n`)
    const { out } = await fluxion(at, [
      'train',
      'three.csv',
      '--target',
      'size',
      '--rate',
      '0.02',
      '--epochs',
      '40',
      '--json',
    ])
    const done = events(out).at(-1)
    expect(done.test.confusion).toHaveLength(3)
    expect(done.test.accuracy).toBeGreaterThan(0.9)
  })

  test('--gradients tells which layers hardly learn, before training and after it; training stays what it was', async () => {
    const at = withCustomers(100)
    const deep = [...basic.slice(0, -1), '2', '--activation', 'sigmoid', '--hidden', '8,8,8,8,8,8']
    const told = await fluxion(at, [...deep, '--gradients', '--json', '--out', 'a.fluxion'])
    const gradients = events(told.out).filter((e) => e.event === 'gradients')
    expect(gradients.map((e) => e.when)).toEqual(['start', 'end'])
    for (const { layers } of gradients) {
      expect(layers.map((l: any) => l.place)).toEqual([1, 4, 7, 10, 13, 16, 19])
      const [first, last] = [layers[0], layers.at(-1)]
      expect(first.verdict).toBe('vanishing')
      expect(first.rms).toBeLessThan(1e-3 * last.rms)
      expect(last.verdict).toBe('fine')
      expect(last.rms).toBeCloseTo(last.gradient / 3, 9) // eight weights and a bias
    }
    await fluxion(at, [...deep, '--out', 'c.fluxion'])
    const [a, c] = ['a', 'c'].map((name) => readFileSync(join(at, `${name}.fluxion`)))
    expect(a!.equals(c!)).toBe(true)
    const relu = await fluxion(at, [...basic.slice(0, -1), '1', '--gradients'])
    const table =
      'of its weights\\nlayer +gradient +per weight +weights\\n +1 dense 16 heNormal .*\\n.*\\n.*\\nevery layer learns\\n'
    expect(relu.out).toMatch(new RegExp(`gradients before the first step: .*${table}`))
    expect(relu.out).toMatch(new RegExp(`gradients after the last step: .*${table}`))
  })

  test('a number: measured in its own units', async () => {
    const at = folder()
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${i % 40},${(i * 7) % 23},${1000 + 50 * (i % 40) - 20 * ((i * 7) % 23) + ((i * 13) % 5) / 10}`,
    )
    writeFileSync(join(at, 'price.csv'), `a,b,price\n${rows.join('\n')}\n`)
    const { out } = await fluxion(at, [
      'train',
      'price.csv',
      '--target',
      'price',
      '--rate',
      '0.01',
      '--epochs',
      '60',
      '--json',
    ])
    const { test: scores } = events(out).at(-1)
    expect(scores.r2).toBeGreaterThan(0.98)
    expect(scores.mse).toBeGreaterThan(1) // the target's units, not those of the scaled target
    expect(scores.confusion).toBeUndefined()
  })

  test('a rate that is far too large is named as the reason, and the best epoch is kept', async () => {
    const at = withCustomers()
    const { code, out } = await fluxion(at, [...basic, '--optimizer', 'gradientDescent', '--rate', '1e30', '--json'])
    expect(code).toBe(0)
    const done = events(out).at(-1)
    expect(done.stopped).toBe('diverged')
    expect(done.step).toBeGreaterThan(0)
    expect(done.message.length).toBeGreaterThan(5)
  })
})

describe('what the world gets wrong is one line, exit code 2, and nothing written', () => {
  const cases: readonly (readonly [name: string, csv: string | null, args: readonly string[], line: RegExp])[] = [
    ['a missing file', null, [], /customers\.csv: there is no such file.*; check the path/],
    ['a missing column', 'a,b\n1,2\n', [], /there is no column "left"/],
    [
      'text in a numeric column',
      customers(50).replace(',20,', ',old,'),
      [],
      /line \d+, column "age": "old" is not a finite number/,
    ],
    ['one class', customers(50).replaceAll(',yes', ',no'), [], /column "left".*one class/],
    ['an empty file', '', [], /the file is empty/],
    ['a header alone', 'city,age,left\n', [], /header alone/],
    ['a blank target', `${customers(50)}9,Bern,30,1,\n`, [], /column "left".*blank/],
    ['too few rows', 'a,left\n1,yes\n2,no\n', [], /too few/],
    ['a rate below 0', customers(50), ['--rate', '-1'], /--rate must be a number above 0, got -1/],
    ['no number', customers(50), ['--epochs', 'many'], /--epochs.*many/],
    ['an unknown optimizer', customers(50), ['--optimizer', 'magic'], /--optimizer.*magic.*adam/],
    [
      'a loss for another task',
      customers(50),
      ['--loss', 'huber'],
      /--loss huber does not suit a binary task; use binaryCrossEntropy/,
    ],
    [
      'a folder that is not there',
      customers(50),
      ['--out', 'no/where.fluxion'],
      /no\/where\.fluxion: there is no such (file or )?folder/,
    ],
    ['a dropped column that is not there', customers(50), ['--drop', 'agee'], /did you mean "age"/],
    ['a resumed file that is none', customers(50), ['--resume', 'customers.csv'], /customers\.csv: .*fluxion/],
  ]
  test.each(cases)('%s', async (_name, csv, args, line) => {
    const at = folder()
    if (csv !== null) writeFileSync(join(at, 'customers.csv'), csv)
    const { code, out, err } = await fluxion(at, [
      'train',
      'customers.csv',
      '--target',
      'left',
      '--epochs',
      '2',
      ...args,
    ])
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toMatch(/^fluxion: /)
    expect(err).toMatch(line)
    expect(code).toBe(2)
    expect(out).not.toContain('epoch')
    expect(readdirSync(at)).toEqual(csv === null ? [] : ['customers.csv'])
  })

  test('no target', async () => {
    const at = withCustomers(50)
    const { code, err } = await fluxion(at, ['train', 'customers.csv'])
    expect(err).toBe('fluxion: --target is missing; name the column to predict (--target COLUMN)\n')
    expect(code).toBe(2)
  })

  test('resuming with other data', async () => {
    const at = withCustomers(100)
    await fluxion(at, [...basic, '--out', 'm.fluxion'])
    const before = readFileSync(join(at, 'm.fluxion'))
    writeFileSync(join(at, 'customers.csv'), customers(101))
    const { code, err } = await fluxion(at, ['train', 'customers.csv', '--resume', 'm.fluxion', '--epochs', '20'])
    expect(err).toBe(
      'fluxion: m.fluxion: it was trained on other data; give the same file, or train without --resume\n',
    )
    expect(code).toBe(2)
    expect(readFileSync(join(at, 'm.fluxion')).equals(before)).toBe(true)
  })

  test('resuming a run of another version: settings, optimizer or network are not what they were', async () => {
    const at = withCustomers(100)
    await fluxion(at, [...basic, '--epochs', '1', '--out', 'm.fluxion'])
    const file = await loadModel(join(at, 'm.fluxion'))()
    if (E.isLeft(file)) throw new Error(file.left.join())
    const run = file.right.run!
    const { decay: _, ...fewer } = run.settings
    const changed = {
      fewer,
      unknown: { ...run.settings, optimizer: 'magic' },
      optimizer: { ...run.settings, optimizer: 'lion' },
      network: { ...run.settings, hidden: [4] },
    }
    for (const [name, settings] of Object.entries(changed)) {
      await saveModel(join(at, `${name}.fluxion`))({ ...file.right, run: { ...run, settings } })()
      const { code, err } = await fluxion(at, ['train', 'customers.csv', '--resume', `${name}.fluxion`])
      expect(err).toBe(
        `fluxion: ${name}.fluxion: its run was saved by another version of fluxion; train without --resume\n`,
      )
      expect(code).toBe(2)
    }
  })
})

describe('the real churn file', () => {
  const csv = join(import.meta.dirname, '../../../shared/data/churn/Churn_Modelling.csv')
  const present = existsSync(csv)
  test.skipIf(!present)(
    `five seeds reach what they should${present ? '' : ' (skipped: the file is not here)'}`,
    { timeout: 240_000 },
    async () => {
      const at = folder()
      const run = async (seed: number) => {
        const drop = 'RowNumber,CustomerId,Surname'
        const { out } = await fluxion(at, [
          'train',
          csv,
          '--target',
          'Exited',
          '--drop',
          drop,
          '--seed',
          `${seed}`,
          '--out',
          `${seed}.fluxion`,
          '--json',
        ])
        return events(out).at(-1).test as { accuracy: number; auc: number }
      }
      const first = Promise.all([run(0), run(1)])
      const scores = [...(await first), ...(await Promise.all([run(2), run(3)])), await run(4)]
      const mean = (pick: (s: { accuracy: number; auc: number }) => number): number =>
        scores.reduce((n, s) => n + pick(s) / 5, 0)
      expect(mean((s) => s.accuracy)).toBeGreaterThanOrEqual(0.855)
      expect(mean((s) => s.auc)).toBeGreaterThanOrEqual(0.845)
    },
  )
})
