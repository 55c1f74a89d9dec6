import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { customers, events, fluxion, folder } from './program.js'

const at = folder()
beforeAll(async () => {
  writeFileSync(join(at, 'customers.csv'), customers(300).replaceAll(',,', ',50,'))
  const args = ['train', 'customers.csv', '--target', 'left', '--drop', 'id', '--rate', '0.01', '--epochs', '20']
  for (const policy of ['bucket', 'error'])
    await fluxion(at, [
      ...args,
      '--unknown',
      policy,
      '--impute',
      policy === 'error' ? 'error' : 'mean',
      '--out',
      `${policy}.fluxion`,
    ])
}, 120_000)

/** Old and rich leaves, young and poor stays; then a new city, then a blank age. */
const rows = 'balance,age,city\n99,79,Bern\n1,21,Rome\n99,79,Paris\n99,,Oslo\n'

describe('predict', () => {
  test('a prediction and probabilities for every row, as CSV; columns in any order', async () => {
    writeFileSync(join(at, 'new.csv'), rows)
    const { code, out, err } = await fluxion(at, ['predict', 'bucket.fluxion', 'new.csv'])
    expect(err).toBe('')
    expect(code).toBe(0)
    const [head, ...lines] = out.trim().split('\n')
    expect(head).toBe('prediction,p(no),p(yes)')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toMatch(/^yes,/)
    expect(lines[1]).toMatch(/^no,/)
    for (const line of lines) {
      const [, p, q] = line.split(',').map(Number)
      expect(p! + q!).toBeCloseTo(1, 5)
    }
  })

  test('from standard input as JSON: the same numbers', async () => {
    const { out } = await fluxion(at, ['predict', 'bucket.fluxion', '-', '--json'], { stdin: rows })
    const all = events(out)
    expect(all.map((e) => [e.event, e.line])).toEqual([2, 3, 4, 5].map((line) => ['prediction', line]))
    const csv = await fluxion(at, ['predict', 'bucket.fluxion', 'new.csv'])
    const shown = csv.out.trim().split('\n').slice(1)
    expect(
      all.map((e) => `${e.prediction},${e.probabilities.no.toFixed(6)},${e.probabilities.yes.toFixed(6)}`),
    ).toEqual(shown)
  })

  test('a new category and a blank follow the policies', async () => {
    const { code, out, err } = await fluxion(at, ['predict', 'error.fluxion', '-'], { stdin: rows })
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/line 4, column "city": "Paris" is not a category of the training rows/)
    expect(err).toMatch(/line 5, column "age"/)
    expect(err.trim().split('\n')).toHaveLength(2)
  })

  test.each([
    ['a missing column', 'age,city\n30,Bern\n', /there is no column "balance"/],
    ['text for a number', 'balance,age,city\n1,old,Bern\n', /line 2, column "age": "old" is not a finite number/],
    ['nothing', '', /the file is empty/],
  ])('%s is one line', async (_name, stdin, line) => {
    const { code, out, err } = await fluxion(at, ['predict', 'bucket.fluxion', '-'], { stdin })
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toMatch(line)
  })

  test('a damaged or foreign model file is one line', async () => {
    const whole = readFileSync(join(at, 'bucket.fluxion'))
    writeFileSync(join(at, 'cut.fluxion'), whole.subarray(0, whole.length - 9))
    const bent = Uint8Array.from(whole)
    bent[bent.length - 3]! ^= 1
    writeFileSync(join(at, 'bent.fluxion'), bent)
    writeFileSync(join(at, 'foreign.fluxion'), 'not a model at all')
    for (const name of ['cut', 'bent', 'foreign', 'absent']) {
      const { code, err } = await fluxion(at, ['predict', `${name}.fluxion`, '-'], { stdin: rows })
      expect(code).toBe(2)
      expect(err.trim().split('\n')).toHaveLength(1)
      expect(err).toMatch(new RegExp(`^fluxion: ${name}\\.fluxion: `))
    }
  })
})

describe('show', () => {
  test('layers, inputs, targets, settings and how training went', async () => {
    const { code, out } = await fluxion(at, ['show', 'bucket.fluxion'])
    expect(code).toBe(0)
    expect(out).toContain('bucket.fluxion: binary')
    expect(out).toMatch(/dense 16 heNormal +batch, 16 +112/)
    expect(out).toContain('city=Bern, city=Oslo, city=Rome, city=<unknown>')
    expect(out).toContain('left: no, yes')
    expect(out).toContain('unknown="bucket"')
  })
  test('as JSON', async () => {
    const { out } = await fluxion(at, ['show', 'bucket.fluxion', '--json'])
    const [model] = events(out)
    expect(model).toMatchObject({
      event: 'model',
      task: 'binary',
      targets: ['left: no, yes'],
      stopped: { reason: 'epochs' },
    })
    expect(model.history).toHaveLength(20)
  })
})
