/**
 * Learning that is killed again and again and gone on with ends bit for bit as if nothing had ever happened. Five times
 * here; FLUXION_KILLS says how often (`FLUXION_KILLS=50 npx vitest run tests/cli/killed.test.ts`), FLUXION_SEED where.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { foldIn, key, uniformData } from '../../src/core/index.js'
import { encodeBundle, liveCheckpoint, readCheckpoint } from '../../src/io/index.js'
import { program, started } from '../io/sources/servers.js'
import { events, fluxion, folder } from './program.js'

const main = fileURLToPath(new URL('../../dist/node/main.js', import.meta.url))
const kills = Number(process.env.FLUXION_KILLS ?? 5)
const seed = Number(process.env.FLUXION_SEED ?? Date.now() % 1e6)
/** As many as keep it at work until the last kill. */
const records = 3000 * kills

const row = (i: number) => {
  const price = ((i * 37) % 101) / 100
  const day = ['mon', 'tue', 'wed', `day ${i % 50}`][i % 4]!
  return { price, day, up: price + (day === 'mon' ? 0.4 : 0) > (i > records / 2 ? 0.4 : 0.6) ? 'yes' : 'no' }
}
/** All kinds of state: a scaler, words, an optimizer with memory, lags, a detector with a background model, metrics. */
const basic = [
  ...['--target', 'up', '--model', 'logistic', '--classes', 'no,yes', '--optimizer', 'adam', '--rate', '0.02'],
  ...['--lag', 'up:1,2', '--drift', 'adwin', '--on-drift', 'swap', '--metrics', 'accuracy,logLoss'],
  ...['--limit', `${records}`, '--every', '50', '--json'],
]

/** All that the newest checkpoint holds, as bytes. */
const learntIn = async (at: string): Promise<Buffer> => {
  const read = await readCheckpoint(liveCheckpoint)(at)()
  if (E.isLeft(read) || read.right === null) throw new Error('there is no checkpoint')
  return Buffer.from(encodeBundle('learnt', 1, read.right.value))
}

/**
 * Starts it again and again, and kills it at any moment from its start to some time after its next checkpoint, `kills` times
 * in all. Where it was done before it could be killed, it is checked, and begins anew. How often it was killed at work.
 */
const throughKills = async (at: string, args: readonly string[], done: () => Promise<void>): Promise<number> => {
  const waits = uniformData(foldIn(key(seed), 0), 'f64', 4 * kills)
  let killed = 0
  for (let i = 0; i < 4 * kills && killed < kills; i++) {
    const child = spawn(process.execPath, [main, ...args], { cwd: at, stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    const working = new Promise<void>((resolve) => {
      child.stdout.on('data', (piece) => {
        out += String(piece)
        if (out.includes('"checkpoint"')) resolve()
      })
      child.on('close', () => resolve())
    })
    const closed = once(child, 'close')
    if (waits[i]! > 0.2) await working
    setTimeout(() => child.kill('SIGKILL'), 60 * waits[i]!)
    const [code] = await closed
    if (code === null) killed++
    else {
      expect(code).toBe(0)
      await done()
      rmSync(join(at, 'killed'), { recursive: true })
    }
  }
  return killed
}

const proved = async (source: string, at: string): Promise<void> => {
  const run = (name: string): readonly string[] => ['stream', source, ...basic, '--checkpoint', name]
  const whole = await fluxion(at, run('whole'))
  expect(whole.err).toBe('')
  const same = async (): Promise<void> => {
    expect(Buffer.compare(await learntIn(join(at, 'killed')), await learntIn(join(at, 'whole')))).toBe(0)
  }
  const survived = await throughKills(at, run('killed'), same)
  const last = await fluxion(at, run('killed'))
  expect(last.err).toBe('')
  const [a, b] = [whole, last].map(({ out }) => events(out).at(-1))
  expect(b).toMatchObject({ event: 'done', records: a.records, accuracy: a.accuracy })
  const left = readdirSync(join(at, 'killed')).filter((name) => name.startsWith('checkpoint'))
  expect(left.length).toBeLessThanOrEqual(4)
  await same()
  console.log(`${source}: killed ${survived} times at work, seed ${seed}; ${a.records} records, accuracy ${a.accuracy}`)
  expect(survived).toBe(kills)
}

const time = 60_000 + 3000 * kills
describe(`killed ${kills} times, seed ${seed}`, () => {
  test('with a file as the source', { timeout: time }, async () => {
    const at = folder()
    const lines = Array.from({ length: records }, (_, i) => `${JSON.stringify(row(i))}\n`)
    writeFileSync(join(at, 'days.ndjson'), lines.join(''))
    await proved('days.ndjson', at)
  })

  const nats = program('nats-server', 'kills with JetStream as the source', 'apt-get install nats-server')
  test.skipIf(nats === undefined)('with JetStream as the source', { timeout: time }, async () => {
    const server = await started({
      file: nats!,
      args: (port, store) => ['-a', '127.0.0.1', '-p', `${port}`, '-js', '-sd', store],
    })
    try {
      const connection = await connect({ servers: `127.0.0.1:${server.port}` })
      await (await jetstreamManager(connection)).streams.add({ name: 'DAYS', subjects: ['days'] })
      const client = jetstream(connection)
      for (let from = 0; from < records; from += 500) {
        const some = Array.from({ length: Math.min(500, records - from) }, (_, i) => row(from + i))
        await Promise.all(some.map((value) => client.publish('days', JSON.stringify(value))))
      }
      await connection.close()
      await proved(`nats://127.0.0.1:${server.port}?stream=DAYS`, folder())
    } finally {
      await server.remove()
    }
  })
})
