/** The server over real HTTP: limits, refusals, slow and vanishing clients, and its end. */
import { request as ask } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type Answered,
  json,
  type Route,
  type Server,
  type ServerOptions,
  startServer,
} from '../../../src/io/http/index.js'

const routes: readonly Route[] = [
  { method: 'GET', path: '/', answer: () => json(200, { hello: 'world' }) },
  { method: 'GET', path: '/health', always: true, answer: () => json(200, {}) },
  { method: 'POST', path: '/size', answer: ({ body, type }) => json(200, { size: body.length, type }) },
  { method: 'POST', path: '/slow', answer: () => sleep(150).then(() => json(200, { slow: true })) },
  {
    method: 'GET',
    path: '/broken',
    answer: () => {
      throw new Error('secret')
    },
  },
]
let server: Server | undefined
let answered: Answered[] = []
let failed: unknown[] = []
const begin = async (options: Partial<ServerOptions> = {}): Promise<string> => {
  answered = []
  failed = []
  const started = await startServer({
    host: '127.0.0.1',
    port: 0,
    routes,
    bodyLimit: 1000,
    rateLimit: null,
    answered: (a) => answered.push(a),
    failed: (error) => failed.push(error),
    ...options,
  })()
  if (E.isLeft(started)) throw new Error(started.left)
  server = started.right
  return `http://127.0.0.1:${server.port}`
}
afterEach(async () => {
  await server?.close(0)
  server = undefined
})
const post = (url: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: body as string, headers })

/** Bytes as they are sent, and all that comes back until the connection closes or `milliseconds` have passed. */
const raw = (text: string, milliseconds = 3000): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(server!.port, '127.0.0.1', () => socket.write(text))
    let out = ''
    const end = (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(out)
    }
    const timer = setTimeout(end, milliseconds)
    socket.on('data', (piece) => {
      out += String(piece)
    })
    socket.on('close', end).on('error', end)
  })

describe('a server', () => {
  test('answers its routes, and refuses all else in JSON', async () => {
    const url = await begin()
    expect(await (await fetch(url)).json()).toEqual({ hello: 'world' })
    const sized = await post(`${url}/size?x=1`, 'abc', { 'content-type': 'Text/Plain; charset=utf-8' })
    expect(await sized.json()).toEqual({ size: 3, type: 'text/plain' })
    const nowhere = await fetch(`${url}/none`)
    expect([nowhere.status, await nowhere.json()]).toEqual([
      404,
      { error: 'there is nothing at this path', routes: routes.map(({ method, path }) => `${method} ${path}`) },
    ])
    const wrong = await fetch(`${url}/size`)
    expect([wrong.status, wrong.headers.get('allow'), await wrong.json()]).toEqual([
      405,
      'POST',
      { error: '/size answers POST, not GET' },
    ])
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '18', ''])
  })
  test('tells what became of each request', async () => {
    const url = await begin()
    await (await fetch(url)).text()
    await (await fetch(`${url}/none`)).text()
    await (await post(`${url}/slow`, '')).text()
    expect(answered.map(({ method, route, status }) => [method, route, status])).toEqual([
      ['GET', '/', 200],
      ['GET', null, 404],
      ['POST', '/slow', 200],
    ])
    expect(answered[2]!.seconds).toBeGreaterThan(0.1)
    expect(answered[2]!.seconds).toBeLessThan(10)
  })
  test('says nothing of its own faults but that there was one', async () => {
    const url = await begin()
    const broken = await fetch(`${url}/broken`)
    expect([broken.status, await broken.json()]).toEqual([500, { error: 'this request could not be answered' }])
    expect(failed).toEqual([new Error('secret')])
    expect((await fetch(url)).status).toBe(200)
  })
  test('that cannot listen is one line', async () => {
    await begin()
    const again = await startServer({ host: '127.0.0.1', port: server!.port, routes, bodyLimit: 1, rateLimit: null })()
    expect(again).toEqual(
      E.left(`127.0.0.1:${server!.port}: the port is taken; choose another (--port), or 0 for a free one`),
    )
    const nowhere = await startServer({ host: '192.0.2.1', port: 0, routes, bodyLimit: 1, rateLimit: null })()
    expect(nowhere).toEqual(
      E.left('192.0.2.1:0: this machine has no such address; use 127.0.0.1, or 0.0.0.0 for all it has'),
    )
    expect(() => startServer({ host: '', port: 0, routes, bodyLimit: 0, rateLimit: null })).toThrow(RangeError)
  })
})

describe('a body', () => {
  test('of as many bytes as allowed is read, of one more refused, whether its length is told or not', async () => {
    const url = await begin()
    expect(await (await post(`${url}/size`, 'x'.repeat(1000))).json()).toMatchObject({ size: 1000 })
    const told = await post(`${url}/size`, 'x'.repeat(1001))
    expect([told.status, await told.json()]).toEqual([413, { error: 'a body may have 1000 bytes' }])
    const chunked = (size: number): Promise<number> =>
      new Promise((resolve, reject) => {
        const request = ask(`${url}/size`, { method: 'POST' }, (response) => {
          response.resume()
          resolve(response.statusCode!)
        })
        request.on('error', reject)
        // what is still being sent when the connection is cut after the answer
        request.on('socket', (socket) => socket.on('error', () => {}))
        for (let i = 0; i < size; i += 500) request.write('x'.repeat(Math.min(500, size - i)))
        request.end()
      })
    expect(await chunked(1000)).toBe(200)
    expect(await chunked(1001)).toBe(413)
    // Much larger than what the system holds between the two: the answer still arrives.
    expect(await chunked(5_000_000)).toBe(413)
  })
  test('that never ends is cut after it was refused', async () => {
    await begin()
    const out = await raw(`POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n${'x'.repeat(100)}`)
    expect(out).toMatch(/^HTTP\/1\.1 413 /)
  })
  test('is asked for only where it is wanted', async () => {
    await begin()
    const head = (length: number) =>
      `POST /size HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`
    expect(await raw(head(2000), 200)).toMatch(/^HTTP\/1\.1 413 /)
    expect(await raw(`${head(3)}abc`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK[\s\S]*"size":3/)
  })
  test('that is compressed is refused', async () => {
    const url = await begin()
    expect((await post(`${url}/size`, 'abc', { 'content-encoding': 'gzip' })).status).toBe(415)
  })
})

describe('slow and vanishing clients', () => {
  test('a request that does not arrive whole in time is answered 408 and cut; others are served meanwhile', async () => {
    const url = await begin({ timeout: 200 })
    const began = performance.now()
    const body = raw('POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab')
    const header = raw('GET / HTTP/1.1\r\nHost: ')
    expect((await fetch(url)).status).toBe(200)
    expect(await body).toMatch(/^HTTP\/1\.1 408 /)
    expect(await header).toMatch(/^HTTP\/1\.1 408 /)
    expect(performance.now() - began).toBeLessThan(2000)
  })
  test('a client that leaves in the middle of its request harms nobody', async () => {
    const url = await begin()
    await raw('POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab', 30)
    await raw('POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n', 30)
    await raw('no HTTP at all\r\n\r\n', 200)
    await sleep(200)
    expect((await fetch(url)).status).toBe(200)
    expect(answered.map(({ route, status }) => [route, status])).toEqual([
      ['/size', 499],
      ['/slow', 499],
      ['/', 200],
    ])
    expect(failed).toEqual([])
  })
})

describe('the rate limit', () => {
  test('refuses what is above it, tells how long to wait, and lets watchers pass', async () => {
    const url = await begin({ rateLimit: { rate: 0.5, burst: 3 } })
    const all = await Promise.all(Array.from({ length: 5 }, () => fetch(url)))
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429, 429])
    const refused = all.find(({ status }) => status === 429)!
    expect(await refused.json()).toEqual({ error: 'too many requests; wait a little' })
    expect(refused.headers.get('retry-after')).toBe('2')
    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect((await post(`${url}/size`, 'abc')).status).toBe(429)
  })
})

describe('its end', () => {
  test('lets requests finish that were begun, and takes no more', async () => {
    const url = await begin()
    await (await fetch(url)).text() // a connection that is kept
    const slow = post(`${url}/slow`, 'abc')
    await sleep(30)
    const began = performance.now()
    const closed = server!.close()
    const late = fetch(url).then(
      ({ status }) => status,
      () => 'refused',
    )
    const response = await slow
    expect(await response.json()).toEqual({ slow: true })
    expect(response.headers.get('connection')).toBe('close')
    await closed
    expect(performance.now() - began).toBeLessThan(2000)
    expect(['refused', 503]).toContain(await late)
    await expect(fetch(url)).rejects.toThrow()
  })
  test('cuts what does not finish in time', async () => {
    await begin()
    const never = raw('POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nab', 5000)
    await sleep(50)
    const began = performance.now()
    await server!.close(100)
    await never
    expect(performance.now() - began).toBeLessThan(1500)
  })
})
