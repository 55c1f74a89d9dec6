/** Redis Streams, against a Redis server. */
import { createClient } from '@redis/client'
import * as fc from 'fast-check'
import * as t from 'io-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sourceLaws } from '../../../laws/sources.js'
import { brokerSchemes } from '../../../src/io/sources/brokerSchemes.js'
import { redisStream } from '../../../src/io/sources/redis.js'
import { decoded, numberText } from '../../../src/streams/sources/index.js'
import { proveAsync } from '../../prove.js'
import { again, fault, freshNames, letters, numbers, take, upTo, values } from './pull.js'
import { freePort, program, type Server, sleep, started } from './servers.js'

const file = program('redis-server', 'tests of Redis Streams', 'apt-get install redis-server')

test('refuses what is no URL of Redis, without showing it', () => {
  for (const url of ['http://:sesame@localhost', 'redis:sesame', 'sesame'])
    expect(() => redisStream({ url, stream: 's' })).toThrow(
      'redis: this is no address of it; write it as in redis://localhost',
    )
  expect(() => redisStream({ url: 'redis://localhost/first', stream: 's' })).toThrow(
    'redis: the path of an address is the number of a database; write it as in redis://localhost:6379/0',
  )
  expect(() => redisStream({ url: 'redis://ada:100%@localhost', stream: 's' })).toThrow(
    'redis: user and password are not percent-encoded; write % as %25',
  )
  expect(() => redisStream({ url: 'redis://localhost', stream: 's', atOnce: 0 })).toThrow(
    'redisStream: atOnce must be a positive integer, got 0',
  )
})

test('a server that is not there', async () => {
  const port = await freePort()
  const url = `redis://ada:sesame@127.0.0.1:${port}`
  expect(await fault(redisStream({ url, stream: 's' }))).toEqual([
    `redis://127.0.0.1:${port}/0 stream s: no server listens at redis://127.0.0.1:${port}; start it, or check host and port`,
    true,
  ])
})

describe.skipIf(file === undefined)('redis', () => {
  let server: Server
  let url: string
  const connect = () =>
    createClient({ url, RESP: 2 })
      .on('error', () => {})
      .connect()
  let client: Awaited<ReturnType<typeof connect>>
  /** Adds entries `first` to `last`, with ids `first-0` to `last-0`. */
  const add = async (stream: string, first: number, last: number): Promise<void> => {
    await Promise.all(numbers(first, last).map((i) => client.xAdd(stream, `${i}-0`, { x: `${i}`, word: `w${i}` })))
  }
  beforeAll(async () => {
    server = await started({
      file: file!,
      args: (port, dir) =>
        `--port ${port} --bind 127.0.0.1 --dir ${dir} --requirepass sesame --appendonly yes --appendfsync always --save`
          .split(' ')
          .concat(''),
    })
    url = `redis://:sesame@127.0.0.1:${server.port}/3`
    client = await connect()
  })
  afterAll(async () => {
    client?.destroy()
    await server?.remove()
  })
  const source = (stream: string, atOnce = 64) => redisStream({ url, stream, atOnce })

  test('entries in order, and from the offset of any exactly the rest', async () => {
    await add('order', 1, 300)
    const all = await take(source('order'), 300)
    expect(values(all)).toEqual(numbers(1, 300).map((i) => ({ x: `${i}`, word: `w${i}` })))
    expect(all.map(({ offset }) => offset)).toEqual(numbers(1, 300).map((i) => `${i}-0`))
    for (const at of [1, 64, 150, 299])
      expect(await take(source('order'), 300 - at, all[at - 1]!.offset)).toEqual(all.slice(at))
  })
  test('new entries as they come, and no silence without them', async () => {
    await add('live', 1, 3)
    const reading = take(source('live'), 3, '3-0')
    for (const i of [4, 5, 6]) {
      await sleep(20)
      await add('live', i, i)
    }
    expect((await reading).map(({ offset }) => offset)).toEqual(['4-0', '5-0', '6-0'])
  })
  test('an abort ends the waiting at once', async () => {
    await add('quiet', 1, 1)
    const controller = new AbortController()
    const reading = source('quiet').open('1-0', controller.signal)[Symbol.asyncIterator]().next()
    setTimeout(() => controller.abort(), 50)
    const start = performance.now()
    expect(await reading).toEqual({ value: undefined, done: true })
    expect(performance.now() - start).toBeLessThan(2000)
  })
  test('what does not decode is a dead letter with its id', async () => {
    await add('bad', 1, 2)
    await client.xAdd('bad', '3-0', { x: 'three' })
    await add('bad', 4, 4)
    const records = await take(decoded(t.type({ x: numberText }))(source('bad')), 4)
    expect(letters(records)).toEqual([
      {
        source: `redis://127.0.0.1:${server.port}/3 stream bad`,
        offset: '3-0',
        reason: 'at x expected a number but got "three"',
        raw: '{"x":"three"}',
      },
    ])
    expect(records.length).toBe(4)
  })
  const fresh = freshNames('law')
  const laws = sourceLaws({
    name: 'Redis Streams',
    records: fc.array(fc.dictionary(fc.constantFrom('x', 'y'), fc.string({ unit: 'grapheme' }), { minKeys: 1 }), {
      maxLength: 20,
    }),
    hold: async (records, cut) => {
      const stream = fresh()
      const ids = await Promise.all(records.map((record) => client.xAdd(stream, '*', record)))
      return upTo(ids.at(-1) ?? null, source(stream, 1 + (cut % 7)))
    },
    goesBack: true,
  })
  proveAsync('laws', laws, { runs: 8 })
  test('by address: rows of what the fields show', async () => {
    await add('named', 1, 2)
    const rows = await take(brokerSchemes.redis!(`${url}?stream=named`, {}), 1, '1-0')
    expect(values(rows)).toEqual([{ x: 2, word: 'w2' }])
  })
  test('a server that crashes and comes back: nothing is lost, nothing comes twice', async () => {
    await add('crash', 1, 40)
    let crashed = false
    const { metrics, ...reopened } = again(source('crash', 16))
    const records = await take(reopened, 60, null, async (count) => {
      if (crashed || count < 32) return
      crashed = true
      client.destroy()
      await server.kill()
      setTimeout(async () => {
        await server.start()
        client = await connect()
        await add('crash', 41, 60)
      }, 60)
    })
    expect(records.map(({ offset }) => offset)).toEqual(numbers(1, 60).map((i) => `${i}-0`))
    expect(metrics!().reconnects).toBe(1)
  })

  describe('trimming', () => {
    const gone = (stream: string, after: string) => [
      `redis://127.0.0.1:${server.port}/3 stream ${stream}: entries after ${after} were trimmed away before they were read; ` +
        'start from the beginning of what is left, and let the stream keep more',
      false,
    ]
    test('beyond the offset is a fault; up to it, or before the beginning, it is none', async () => {
      await add('trim', 1, 10)
      await client.xTrim('trim', 'MAXLEN', 6)
      expect(await fault(source('trim'), '2-0')).toEqual(gone('trim', '2-0'))
      expect((await take(source('trim'), 1, '5-0'))[0]!.offset).toBe('6-0')
      expect((await take(source('trim'), 1))[0]!.offset).toBe('5-0')
      await client.xTrim('trim', 'MAXLEN', 0)
      expect(await fault(source('trim'), '9-0')).toEqual(gone('trim', '9-0'))
      const reading = take(source('trim'), 1, '10-0')
      await sleep(30)
      await add('trim', 11, 11)
      expect((await reading)[0]!.offset).toBe('11-0')
    })
    test('what XDEL took is not missed', async () => {
      await add('deleted', 1, 6)
      await client.xDel('deleted', ['1-0', '2-0', '3-0'])
      expect((await take(source('deleted'), 1, '2-0'))[0]!.offset).toBe('4-0')
    })
    test('a stream that keeps one entry is read whole by who keeps up', async () => {
      await add('one', 1, 1)
      const reading = take(source('one'), 6)
      for (const i of [2, 3, 4, 5, 6]) {
        await sleep(20)
        await client.xAdd('one', `${i}-0`, { x: `${i}` }, { TRIM: { strategy: 'MAXLEN', threshold: 1 } })
      }
      expect((await reading).map(({ offset }) => offset)).toEqual(numbers(1, 6).map((i) => `${i}-0`))
    })
    test('that overtakes a reader is a fault of the reading', async () => {
      await add('slow', 1, 10)
      const reading = take(source('slow', 5), 20, null, async (count) => {
        if (count !== 5) return
        await add('slow', 11, 20)
        await client.xTrim('slow', 'MAXLEN', 8)
      })
      await expect(reading).rejects.toThrow('entries after 5-0 were trimmed away before they were read')
    })
    test('that overtakes a reader who had read all is a fault, too', async () => {
      await add('burst', 1, 5)
      const reading = take(source('burst'), 20, null, async (count) => {
        if (count !== 5) return
        await add('burst', 6, 20)
        await client.xTrim('burst', 'MAXLEN', 10)
      })
      await expect(reading).rejects.toThrow('entries after 5-0 were trimmed away before they were read')
    })
  })

  test('each fault in one line without the password', async () => {
    await client.set('text', 'no stream')
    const at = `127.0.0.1:${server.port}`
    const [there, elsewhere] = [`redis://${at}/3 stream`, `redis://${at}/0 stream`]
    await add('ends', 1, 2)
    const cases = [
      [
        source('nothing'),
        `${there} nothing: there is no stream nothing; check its name and the database, or add its first entry`,
      ],
      [source('text'), `${there} text: text is no stream but another kind of value; check its name`],
      [
        redisStream({ url: `redis://${at}`, stream: 's' }),
        `${elsewhere} s: the server asks for a password; put it into the URL: redis://user:password@host`,
      ],
      [
        redisStream({ url: `redis://:open%20sesame@${at}`, stream: 's' }),
        `${elsewhere} s: the server refuses this user and password; check them`,
      ],
      [
        redisStream({ url: `${url}9999`, stream: 's' }),
        `redis://${at}/39999 stream s: the server refuses (ERR DB index is out of range); check the server and the URL`,
      ],
    ] as const
    for (const [asked, line] of cases) expect(await fault(asked)).toEqual([line, false])
    expect(await fault(source('ends'), '7-0')).toEqual([
      `${there} ends: the stream ends at 2-0, and 7-0 was asked for; the stream was made anew: start from the beginning, or check its name`,
      false,
    ])
    expect(await fault(source('ends'), 7)).toEqual([
      `${there} ends: its offsets are ids such as 1526919030474-0, and 7 is none; start from the beginning, or use the checkpoint of this source`,
      false,
    ])
  })
})
