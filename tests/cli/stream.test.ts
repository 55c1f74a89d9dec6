import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeBundle, liveCheckpoint, readCheckpoint } from '../../src/io/index.js'
import { type LiveSettings, live } from '../../src/streams/index.js'
import { events, fluxion, folder } from './program.js'

/** Prices whose rise a weekday decides, a text that is no record now and then. */
const row = (i: number) => {
  const price = ((i * 37) % 101) / 100
  const day = ['mon', 'tue', 'wed'][i % 3]!
  return { id: i, price, day, up: price + (day === 'mon' ? 0.4 : 0) > 0.6 ? 'yes' : 'no' }
}
const line = (i: number): string => (i % 500 === 77 ? `{"id": ${i}, oops` : JSON.stringify(row(i)))
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, k) => `${line(from + k)}\n`).join('')
const basic = ['--target', 'up', '--drop', 'id', '--model', 'logistic', '--classes', 'no,yes', '--rate', '0.1']
const settings: LiveSettings = {
  target: 'up',
  drop: ['id'],
  model: 'logistic',
  classes: ['no', 'yes'],
  optimizer: 'gradientDescent',
  rate: 0.1,
  lags: {},
  metrics: ['accuracy'],
  window: 1000,
  drift: null,
  onDrift: 'reset',
  seed: 0,
}
const checkpointsIn = (at: string): readonly string[] =>
  readdirSync(at)
    .filter((name) => name.startsWith('checkpoint'))
    .toSorted()
const newest = (at: string): Buffer => readFileSync(join(at, checkpointsIn(at).at(-1)!))

const at = folder()
beforeAll(async () => {
  writeFileSync(join(at, 'days.ndjson'), lines(0, 3000))
  await fluxion(at, ['stream', 'days.ndjson', ...basic, '--checkpoint', 'whole', '--every', '1000'])
}, 60_000)

describe('stream', () => {
  test('learns a file: plain lines, dead letters in a file of their own', async () => {
    const { code, out, err } = await fluxion(at, ['stream', 'days.ndjson', ...basic, '--dead-letters', 'dead.ndjson'])
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^2,994 records in \d+ s, [\d,]+ a second\n {2}each predicted, then learnt: accuracy 9\d\.\d %\n {2}6 dead letters\n$/,
    )
    const dead = events(readFileSync(join(at, 'dead.ndjson'), 'utf8'))
    expect(dead).toHaveLength(6)
    expect(dead[0]).toMatchObject({ raw: '{"id": 77, oops', reason: expect.stringContaining('JSON') })
    expect(typeof dead[0].offset).toBe('number')
  })

  test('--json ends with done; its numbers are those of the library', async () => {
    const { out } = await fluxion(at, ['stream', 'days.ndjson', ...basic, '--json', '--limit', '1500'])
    const all = events(out)
    const done = all.at(-1)
    expect(done).toMatchObject({
      event: 'done',
      records: 1500,
      deadLetters: 3,
      dropped: 0,
      drifts: 0,
      checkpoint: null,
    })
    const learner = live(settings)
    const good = Array.from({ length: 3000 }, (_, i) => i).filter((i) => i % 500 !== 77)
    const state = learner.learn(
      learner.init,
      good.slice(0, 1500).map((i) => {
        const { id: _, up, ...x } = row(i)
        return { x, y: up }
      }),
    )
    expect(done.accuracy).toBe(learner.measure(state).total.accuracy)
    expect(done.recent.accuracy).toBe(learner.measure(state).rolling.accuracy)
  })

  test('stopped by Ctrl-C and gone on with, it ends in the same file as never stopped', async () => {
    writeFileSync(join(at, 'grows.ndjson'), lines(0, 1700))
    const args = ['stream', 'follow:grows.ndjson', ...basic, '--checkpoint', 'part', '--every', '100', '--json']
    let asked = false
    const first = await fluxion(at, [...args, '--limit', '2994'], {
      watch: (child, out) => {
        const saved = [...out.matchAll(/"records":(\d+)/g)].at(-1)?.[1] ?? '0'
        if (asked || Number(saved) < 1500) return
        asked = true
        child.kill('SIGINT')
      },
    })
    expect(first.code).toBe(130)
    const last = events(first.out).at(-1)
    expect(last).toMatchObject({ event: 'interrupted', checkpoint: 'part' })
    expect(last.resume).toBe(`fluxion ${args.join(' ')} --limit 2994`)
    appendFileSync(join(at, 'grows.ndjson'), lines(1700, 3000))
    const second = await fluxion(at, [...args, '--limit', '2994'])
    const all = events(second.out)
    expect(all[0]).toMatchObject({ event: 'resumed', records: last.records, passed: [] })
    expect(all.at(-1)).toMatchObject({ event: 'done', records: 2994, deadLetters: 6 })
    expect(second.code).toBe(0)
    expect(checkpointsIn(join(at, 'part'))).toHaveLength(3)
    // The runs read by other names, so what they learnt is compared, every bit of it.
    const state = async (name: string): Promise<Uint8Array> => {
      const read = await readCheckpoint(liveCheckpoint)(join(at, name))()
      if (E.isLeft(read)) throw new Error(read.left.what)
      return encodeBundle('state', 1, read.right!.value.state)
    }
    expect(Buffer.compare(await state('part'), await state('whole'))).toBe(0)
  })

  test('what a checkpoint was begun with is what it goes on with: all else is refused in one line', async () => {
    const go = (...more: readonly string[]) =>
      fluxion(at, ['stream', 'days.ndjson', ...basic, '--checkpoint', 'whole', ...more])
    const before = newest(join(at, 'whole'))
    const rate = await go('--rate', '0.2', '--drift', 'ddm')
    expect([rate.code, rate.err]).toEqual([
      2,
      'fluxion: whole: its run was begun with --rate 0.1, not 0.2; --drift null, not ddm; give the same, or another folder\n',
    ])
    const source = await fluxion(at, ['stream', 'grows.ndjson', ...basic, '--checkpoint', 'whole'])
    expect(source.err).toBe(
      'fluxion: whole: its run was begun with the source days.ndjson, not grows.ndjson; give the same, or another folder\n',
    )
    const again = await go()
    expect(again.out).toMatch(
      /^goes on after 2,994 records, from whole\/checkpoint-\d+-\d+\.fluxion\n2,994 records in 0 s/,
    )
    expect(newest(join(at, 'whole')).equals(before)).toBe(true)
  })

  test('another process on the same folder takes over; the first one ends with one line', async () => {
    const main = resolve(import.meta.dirname, '../../dist/node/main.js')
    const args = [main, 'stream', '-', ...basic, '--checkpoint', 'shared', '--every', '10', '--json']
    const first = spawn(process.execPath, args, { cwd: at })
    let [out, err] = ['', '']
    first.stdout.on('data', (piece) => {
      out += String(piece)
    })
    first.stderr.on('data', (piece) => {
      err += String(piece)
    })
    first.stdin.write(lines(0, 50))
    while (!out.includes('"records":50')) await once(first.stdout, 'data')
    const second = await fluxion(at, ['stream', '-', ...basic, '--checkpoint', 'shared', '--json'], {
      stdin: lines(0, 70),
    })
    expect(events(second.out).at(-1)).toMatchObject({ event: 'done', records: 70 })
    const ended = once(first, 'close')
    first.stdin.write(lines(50, 90)) // and stays open
    const [code] = await ended
    expect(code).toBe(2)
    expect(err).toMatch(
      /^fluxion: shared: another process has taken it over \(process \d+ on .*\); nothing was written; .*\n$/,
    )
    expect(
      JSON.parse(
        /"records":\d+/.exec(newest(join(at, 'shared')).toString('latin1').replaceAll('\\', ''))![0].slice(10),
      ),
    ).toBe(70)
  })

  test.each([
    [[], '--target is missing; name the field to predict (--target FIELD)'],
    [
      ['--target', 'up', '--model', 'logistic'],
      '--model logistic learns two classes; name them (--classes NO,YES), or use --model softmax',
    ],
    [
      ['--target', 'up', '--every', '10 apples'],
      "option '--every <amount>' argument '10 apples' is invalid. It must be a number of records (1000) or a time (10s, 5min).",
    ],
    [['--target', 'up', '--metrics', 'luck'], /argument 'luck' is invalid\. There is no metric luck; use accuracy, /],
  ])('%j is one line', async (more, message) => {
    const { code, out, err } = await fluxion(at, ['stream', 'days.ndjson', ...more])
    expect([code, out]).toEqual([2, ''])
    if (typeof message === 'string') expect(err).toBe(`fluxion: ${message}\n`)
    else expect(err).toMatch(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  test('a source that is not there is one line, and what was learnt before is kept', async () => {
    const { code, err } = await fluxion(at, ['stream', 'none.ndjson', '--target', 'up', '--checkpoint', 'none'])
    expect([code, err.trim().split('\n').length]).toEqual([2, 1])
    expect(err).toMatch(/^fluxion: none\.ndjson: there is no such file/)
    const typo = await fluxion(at, ['stream', 'days.ndjson', '--target', 'Up', '--json'])
    expect(events(typo.out).at(-1)).toMatchObject({ records: 0, deadLetters: 3000 })
  })
})
