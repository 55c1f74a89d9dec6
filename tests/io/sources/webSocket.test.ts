/** WebSocket against a real server: order, policies, pausing, faults. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as E from 'fp-ts/lib/Either.js'
import { lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { key } from '../../../src/core/index.js'
import { openSource, webSocket } from '../../../src/io/index.js'
import { type BufferOptions, bounded, concatReceived, received, reconnecting } from '../../../src/streams/index.js'
import { all, told, turn, until } from './gathering.js'

const serving = async (handler: (socket: WebSocket, request: IncomingMessage) => void, port = 0) => {
  const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false })
  server.on('connection', handler)
  await once(server, 'listening')
  const { port: given } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `ws://127.0.0.1:${given}`, port: given, server, stop }
}
const block: BufferOptions = { capacity: 100, policy: 'block' }
const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `${i + 1}`)

test('messages in order, then the normal end; bytes are text, or a dead letter', async () => {
  const greeted: unknown[] = []
  const { url, stop } = await serving((socket, request) => {
    socket.on('message', (data) => {
      greeted.push(data.toString(), request.headers.authorization, socket.protocol)
      socket.send('1')
      socket.send(Buffer.from('"é"'))
      socket.send(Buffer.from([0x22, 0xff, 0x22]))
      socket.close(1000)
    })
  })
  const client = webSocket(url.replace('ws://', 'ws://me:pass@'), { greeting: ['ticks'], protocols: ['v1'] })
  const records = await all(bounded(block)(client))
  expect(records.map(told)).toEqual(['1', '"é"', 'dead: the text is not in UTF-8 ("\ufffd")'])
  expect(greeted).toEqual(['ticks', `Basic ${Buffer.from('me:pass').toString('base64')}`, 'v1'])
  expect(client.name).toBe(`${url}/`)
  await stop()
})

/** Sends numbers as fast as the system takes them, for ever; `sent` of them. */
const flooding = async () => {
  let sent = 0
  let closed = false
  const started = await serving((socket) => {
    socket.once('close', () => {
      closed = true
    })
    const send = (): void => {
      for (let i = 0; i < 500 && socket.bufferedAmount < 2 ** 16 && !closed; i++) socket.send(`${++sent}`)
      if (!closed) setTimeout(send)
    }
    send()
  })
  return { ...started, sent: () => sent, closed: () => closed }
}

describe('a server that is faster than who learns', () => {
  /** Takes `count` records slowly. */
  const slowly = async (options: BufferOptions, count: number) => {
    const { url, stop, sent, closed } = await flooding()
    const source = bounded(options)(webSocket(url))
    let done = 0
    const work = concatReceived(source, async ({ value }) => {
      if (++done % 50 === 0) await turn(1)
      return E.isRight(value) ? Number(value.right) : Number.NaN
    })
    const taken = await lastValueFrom(work.pipe(take(count), toArray()))
    await until(closed)
    await stop()
    return { taken, sent: sent(), metrics: source.metrics!() }
  }
  const rising = (list: readonly number[]): boolean => list.every((n, i) => i === 0 || n > list[i - 1]!)

  test('block: it waits, nothing is lost, and the buffer exceeds its capacity by what was under way alone', async () => {
    const { taken, metrics } = await slowly({ capacity: 50, policy: 'block', atOnce: 50 }, 3000)
    expect(taken).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1))
    expect(metrics.pauses).toBeGreaterThan(0)
    // frames of up to 7 bytes in one 64 KiB read of the socket
    expect(metrics.bufferHighWater).toBeLessThan(200 + 65536 / 3)
  })
  test.each([
    { capacity: 200, policy: 'dropOldest' },
    { capacity: 200, policy: 'dropNewest' },
    { capacity: 200, policy: 'sample', key: key(1) },
  ] as const)('$policy: the buffer stays in its capacity, in order, and the drops are counted', async (options) => {
    const { taken, metrics } = await slowly(options, 500)
    expect(rising(taken)).toBe(true)
    expect(metrics.dropped).toBeGreaterThan(0)
    expect(metrics.bufferHighWater).toBe(200)
    expect(metrics.received).toBe(metrics.delivered! + metrics.dropped!)
  })
  test('fail: a fault after what waited', async () => {
    await expect(slowly({ capacity: 50, policy: 'fail' }, 100_000)).rejects.toThrow('the buffer of 50 is full')
  })
})

describe('faults', () => {
  const faultOf = async (url: string, options = {}) => {
    const seen: unknown[] = []
    const error: any = await lastValueFrom(received(bounded(block)(webSocket(url, options)))).catch((e: unknown) => e)
    seen.push(error.what, error.transient)
    return seen
  }
  test('no server, a refusal, ends of several kinds', async () => {
    const { url, server, stop } = await serving((socket, request) => {
      const code = Number(request.url!.slice(1))
      if (code === 1006) socket.terminate()
      else if (code === 1009) socket.send('x'.repeat(100))
      else socket.close(code, 'so')
    })
    server.options.verifyClient = (({ req }: any, done: any) => done(req.url !== '/401', 401, 'Unauthorized')) as any
    expect(await faultOf(`${url}/401`)).toEqual(['the server answered 401 Unauthorized', false])
    expect(await faultOf(`${url}/1006`)).toEqual(['the server closed the connection (1006)', true])
    expect(await faultOf(`${url}/1011`)).toEqual(['the server closed the connection (1011: so)', true])
    expect(await faultOf(`${url}/1008`)).toEqual(['the server closed the connection (1008: so)', false])
    const [what, transient] = await faultOf(`${url}/1009`, { longest: 50 })
    expect([what, transient]).toEqual(['Max payload size exceeded (WS_ERR_UNSUPPORTED_MESSAGE_LENGTH)', true])
    await stop()
    expect((await faultOf(url))[1]).toBe(true)
  })
  test('a server that goes silent is gone after two heartbeats, one that only waits is not', async () => {
    const { url, stop } = await serving((socket, request) => {
      if (request.url === '/silent')
        (socket as any)._receiver.removeAllListeners('ping') // answers none
      else setTimeout(() => socket.close(1000), 100)
    })
    expect(await faultOf(`${url}/silent`, { heartbeat: 20 })).toEqual(['the server closed the connection (1006)', true])
    expect(await all(bounded(block)(webSocket(`${url}/waits`, { heartbeat: 20 })))).toEqual([])
    await stop()
  })
  test('a server that restarts is found again', async () => {
    const send = (socket: WebSocket): void => socket.send('{"a":1}')
    const first = await serving(send)
    const source = reconnecting(() => 5)(bounded(block)(webSocket(first.url)))
    const seen: unknown[] = []
    const subscription = received(source).subscribe((record) => seen.push(told(record)))
    await until(() => seen.length === 1)
    await first.stop()
    await until(() => source.metrics!().attempt! > 0)
    const second = await serving(send, first.port)
    await until(() => seen.length === 2)
    expect(source.metrics!()).toMatchObject({ reconnects: 1, received: 2, delivered: 2 })
    subscription.unsubscribe()
    await second.stop()
  })
  test('who leaves while it connects, or later, closes it', async () => {
    let open = 0
    const { url, stop } = await serving((socket) => {
      open++
      socket.once('close', () => open--)
      for (const n of numbers(1000)) socket.send(n)
    })
    received(bounded(block)(webSocket(url)))
      .subscribe()
      .unsubscribe()
    const source = bounded({ ...block, capacity: 10 })(webSocket(url))
    await lastValueFrom(received(source).pipe(take(1))) // leaves while it is paused
    await until(() => open === 0)
    await stop()
  })
})

test('by name', async () => {
  const { url, stop } = await serving((socket) => {
    for (const text of ['{"a":1}', 'x']) socket.send(text)
    socket.close(1000)
  })
  const source = openSource(url, { buffer: { capacity: 5, policy: 'dropNewest' } })
  expect(E.isRight(source) && (await all(source.right)).map(told)).toEqual([
    { a: 1 },
    'dead: expected JSON but got "x" (x)',
  ])
  await stop()
})
