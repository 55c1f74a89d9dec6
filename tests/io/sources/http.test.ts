/** HTTP and Server-Sent Events against real servers. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { Readable } from 'node:stream'
import { lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { key } from '../../../src/core/index.js'
import { csvRows, httpBytes, ndjson, serverSentEvents, steady } from '../../../src/io/index.js'
import { eventsOf } from '../../../src/io/sources/events.js'
import { concatReceived, type Reconnection, received, reconnecting, SourceError } from '../../../src/streams/index.js'
import { all, resumesAnywhere, served, told, turn, until } from './gathering.js'

/** What a source rejects with. */
const faultOf = async (records: Promise<unknown>): Promise<SourceError> => {
  const error = await records.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(SourceError)
  return error as SourceError
}
const lines = (count: number): string => Array.from({ length: count }, (_, i) => `{"n":${i + 1}}\n`).join('')

describe('HTTP', () => {
  const content = Buffer.from(lines(5))
  /** Gives what is after the byte that it is asked for in one way or another, and remembers each request. */
  const serving = async (how: 'ranges' | 'address' | 'neither') => {
    const asked: string[] = []
    const started = await served((request, response) => {
      asked.push(`${request.url} ${request.headers.range ?? ''}`.trim())
      const [, range] = /bytes=(\d+)-/.exec(request.headers.range ?? '') ?? []
      if (how === 'ranges' && range !== undefined) {
        const start = Number(range)
        if (start >= content.length)
          return response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
        const contentRange = `bytes ${start}-${content.length - 1}/${content.length}`
        return response.writeHead(206, { 'content-range': contentRange }).end(content.subarray(start))
      }
      const from = how === 'address' ? Number(new URL(request.url!, 'http://x').searchParams.get('from')) : 0
      return response.end(content.subarray(from))
    })
    return { asked, ...started }
  }
  test.each([
    ['ranges', '/a', '/a bytes=16-'],
    ['address', '/a?from={from}', '/a?from=16'],
    ['neither', '/a', '/a bytes=16-'],
  ] as const)(
    'goes on after any record where the server knows %s',
    async (how, path, second) => {
      const { asked, url, stop } = await serving(how)
      const source = ndjson(httpBytes(`${url}${path}`))
      expect((await all(source)).map(told)).toEqual([1, 2, 3, 4, 5].map((n) => `{"n":${n}}`))
      await all(source, 16)
      expect(asked).toEqual([path.replace('{from}', '0'), second])
      expect(await resumesAnywhere(source)).toEqual([])
      if (how !== 'address') expect((await faultOf(all(source, 41))).message).toContain('from 0 to 40, and 41 is none')
      await stop()
    },
    20_000,
  )
  test('a password is sent, and never shown', async () => {
    const seen: unknown[] = []
    const { url, stop } = await served(({ headers: { authorization, 'x-token': token } }, response) => {
      seen.push(authorization, token)
      response.writeHead(403).end()
    })
    const address = url.replace('http://', 'http://me:p%40ss@')
    const fault = await faultOf(all(ndjson(httpBytes(`${address}/a?secret=1`, { headers: { 'x-token': 't' } }))))
    expect(seen).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`, 't'])
    expect(fault.message).toBe(`${url}/a: the server answered 403 Forbidden; give a user or token that may read it`)
    await stop()
  })
  test('a status is a fault that stays or may pass, with the wait that the server asks for', async () => {
    const { url, stop } = await served((request, response) => {
      const headers = request.url === '/429' ? { 'retry-after': '2' } : {}
      response.writeHead(Number(request.url!.slice(1)), headers).end('no')
    })
    const faults = await Promise.all([404, 401, 429, 500].map((n) => faultOf(all(ndjson(httpBytes(`${url}/${n}`))))))
    expect(faults.map(({ what, transient, retryAfter }) => [what, transient, retryAfter])).toEqual([
      ['the server answered 404 Not Found', false, 0],
      ['the server answered 401 Unauthorized', false, 0],
      ['the server answered 429 Too Many Requests', true, 2000],
      ['the server answered 500 Internal Server Error', true, 0],
    ])
    await stop()
  })
  test('no server is a fault that may pass', async () => {
    const { url, stop } = await served(() => {})
    await stop()
    const fault = await faultOf(all(ndjson(httpBytes(url))))
    expect(fault.transient).toBe(true)
    expect(fault.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/: connect ECONNREFUSED .*; check that the server runs/)
  })
  test('a connection that breaks loses and doubles nothing', async () => {
    const content = Buffer.from(lines(2000))
    let requests = 0
    const { url, stop } = await served((request, response) => {
      requests++
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      const end = Math.min(content.length, start + 5001) // inside of a record
      response.writeHead(start > 0 ? 206 : 200, {
        'content-length': content.length - start,
        'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
      })
      response.write(content.subarray(start, end), () => {
        if (end < content.length) response.destroy()
        else response.end()
      })
    })
    const source = reconnecting(() => 0)(ndjson(httpBytes(url)))
    expect((await all(source)).map(told)).toEqual(lines(2000).trim().split('\n'))
    expect(requests).toBeGreaterThan(4)
    expect(source.metrics!()).toMatchObject({ faults: requests - 1, reconnects: requests - 1 })
    await stop()
  })
  /** Writes as fast as it may, for ever, and counts. */
  const flooding = async () => {
    let written = 0
    let closed = false
    const piece = lines(1000)
    const started = await served((_request, response) => {
      response.once('close', () => {
        closed = true
      })
      const write = (): void => {
        for (let room = true; room && !closed; ) {
          room = response.write(piece)
          written += piece.length
        }
        if (!closed) response.once('drain', write)
      }
      write()
    })
    return { ...started, written: () => written, closed: () => closed }
  }
  test('a server that is faster than who learns waits, and who leaves closes the connection', async () => {
    const { url, stop, written, closed } = await flooding()
    let read = 0
    const work = concatReceived(ndjson(httpBytes(url)), async ({ offset }) => {
      read = offset as number
      if (read % 5 === 0) await turn()
      return read
    })
    const subscription = work.subscribe()
    await until(() => read > 2000, 20_000)
    const first = written() - read
    await turn(100)
    subscription.unsubscribe()
    // buffers of two sockets and a stream, however long it goes on
    expect(written() - read).toBeLessThan(16 * 2 ** 20)
    expect(first).toBeLessThan(16 * 2 ** 20)
    await until(closed)
    await stop()
  }, 30_000)
  test('CSV by HTTP keeps its header where it goes on', async () => {
    const { url, stop } = await served((_request, response) => response.end('a,b\n1,2\n3,4\n'))
    const source = csvRows(httpBytes(url))
    expect((await all(source, 8)).map(told)).toEqual([{ a: '3', b: '4' }])
    expect(await resumesAnywhere(source)).toEqual([])
    await stop()
  })
})

describe('Server-Sent Events', () => {
  const head = { 'content-type': 'text/event-stream; charset=utf-8' }
  type Handler = (request: IncomingMessage, response: ServerResponse) => void
  const streaming = async (handler: Handler) =>
    served((request, response) => {
      response.writeHead(200, head)
      handler(request, response)
    })
  const text =
    ': a comment\nretry: 5\n\nid: 1\ndata: {"a":"é"}\n\nevent: other\nid: 2\ndata: x\n\r\ndata: 漢\ndata: 😀\n\nid\ndata: end\n\n'
  const expected = [
    ['{"a":"é"}', '1'],
    ['x', '2'],
    ['漢\n😀', '2'],
    ['end', null],
  ]
  const some = (url: string, options = {}, count = 4) =>
    lastValueFrom(received(serverSentEvents(url, options)).pipe(take(count), toArray()))

  test('the data of events and their ids; the last id stays until another comes', async () => {
    const { url, stop } = await streaming((_request, response) => response.write(text))
    expect((await some(url)).map((record) => [told(record), record.offset])).toEqual(expected)
    expect((await some(url, { types: ['other'] }, 1)).map(told)).toEqual(['x'])
    await stop()
  })
  test('pieces that meet at any byte, and pieces of any size, give the same', async () => {
    const bytes = Buffer.from(text)
    const read = async (...pieces: readonly Uint8Array[]): Promise<unknown> => {
      const seen: unknown[] = []
      const options = { name: 'events', from: null, longest: 1000, retry: (wait: number) => seen.push(wait) }
      for await (const chunk of eventsOf(Readable.from(pieces), options))
        for (const record of chunk) seen.push([told(record), record.offset])
      return seen
    }
    for (let at = 0; at <= bytes.length; at++)
      expect(await read(bytes.subarray(0, at), bytes.subarray(at))).toEqual([5, ...expected])
    for (let size = 1; size < 9; size++) {
      const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size)
      expect(await read(...starts.map((at) => bytes.subarray(at, at + size)))).toEqual([5, ...expected])
    }
  })
  test('reopened by Last-Event-ID after each end, until the server says that it is all; it asks for the wait', async () => {
    const asked: unknown[] = []
    const { url, stop } = await served((request, response) => {
      const last = request.headers['last-event-id']
      asked.push(last)
      if (last === '6') return response.writeHead(204).end()
      const next = Number(last ?? 0) + 1
      response.writeHead(200, head)
      return response.end(`retry: 7\n\nid: ${next}\ndata: ${next}\n\nid: ${next + 1}\ndata: ${next + 1}\n\ndata: half`)
    })
    const notices: Reconnection[] = []
    const source = reconnecting(() => 0, { notice: (notice) => notices.push(notice) })(serverSentEvents(url))
    expect((await all(source)).map(told)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(asked).toEqual([undefined, '2', '4', '6'])
    expect(notices.map(({ milliseconds }) => milliseconds)).toEqual([7, 7, 7])
    expect(notices[0]!.fault.message).toBe(`${url}/: the server ended the stream; check that the server runs`)
    expect((await all(steady(serverSentEvents(url), { key: key(1) }), '4')).map(told)).toEqual(['5', '6'])
    await stop()
  })
  test('what is no stream of events, or has one without end, is a fault that stays', async () => {
    const { url, stop } = await served((request, response) => {
      if (request.url === '/json') response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      else if (request.url === '/404') response.writeHead(404).end()
      else response.writeHead(200, head).write(`data: ok\n\ndata: ${'x'.repeat(200)}\n`)
    })
    const fault = async (path: string) => {
      const { what, transient } = await faultOf(all(serverSentEvents(`${url}${path}`, { longest: 100 })))
      return [what, transient]
    }
    expect(await fault('/json')).toEqual(['expected text/event-stream, the server gives application/json', false])
    expect(await fault('/404')).toEqual(['the server answered 404 Not Found', false])
    expect(await fault('/long')).toEqual(['an event has more than 100 characters', false])
    await stop()
  })
  test('who leaves closes the connection', async () => {
    let closed = false
    const { url, stop } = await streaming((_request, response) => {
      response.once('close', () => {
        closed = true
      })
      response.write('data: 1\n\n')
    })
    expect((await some(url, {}, 1)).map(told)).toEqual(['1'])
    await until(() => closed)
    await stop()
  })
  test('what speaks no HTTP is a fault that may pass', async () => {
    const server = createTcpServer((socket) => socket.resume().end('hello\n')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { readonly port: number }
    const fault = await faultOf(all(serverSentEvents(`http://127.0.0.1:${port}`)))
    expect(fault.transient).toBe(true)
    await new Promise((resolve) => server.close(resolve))
  })
})
