/** NATS and JetStream, against a NATS server. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import * as fc from 'fast-check'
import * as t from 'io-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sourceLaws } from '../../../laws/sources.js'
import { brokerSchemes } from '../../../src/io/sources/brokerSchemes.js'
import { jetStream } from '../../../src/io/sources/jetStream.js'
import { payloads } from '../../../src/io/sources/message.js'
import { natsSubject } from '../../../src/io/sources/nats.js'
import { bounded, decoded, jsonText } from '../../../src/streams/sources/index.js'
import { proveAsync } from '../../prove.js'
import { again, fault, freshNames, letters, numbers, take, upTo, values } from './pull.js'
import { freePort, program, type Server, sleep, started } from './servers.js'

const file = program('nats-server', 'tests of NATS', 'apt-get install nats-server')
const Reading = t.type({ x: t.number })

test('refuses what is no URL of NATS, and a policy that NATS cannot follow', () => {
  expect(() => jetStream({ url: 'http://:sesame@localhost', stream: 'S' })).toThrow(
    'nats: this is no address of it; write it as in nats://localhost',
  )
  const push = natsSubject({ url: 'nats://token@localhost', subject: 'ticks' })
  expect(() => bounded({ capacity: 10, policy: 'block' })(push)).toThrow(
    'bounded: nats://localhost:4222 subject ticks cannot be asked to pause',
  )
})

test('a server that is not there', async () => {
  const port = await freePort()
  const line = (what: string) =>
    `nats://127.0.0.1:${port} ${what}: no server listens at nats://127.0.0.1:${port}; start it, or check host and port`
  const url = `nats://ada:sesame@127.0.0.1:${port}`
  expect(await fault(jetStream({ url, stream: 'S' }))).toEqual([line('stream S'), true])
  const push = bounded({ capacity: 1, policy: 'fail' })(natsSubject({ url, subject: 's' }))
  expect(await fault(push)).toEqual([line('subject s'), true])
})

describe.skipIf(file === undefined)('nats', () => {
  let server: Server
  let url: string
  let at: string
  let connection: Awaited<ReturnType<typeof connect>>
  const open = async (): Promise<void> => {
    const servers = `127.0.0.1:${server.port}`
    connection = await connect({ servers, reconnect: false, user: 'ada', pass: 'sesame' })
  }
  const make = async (name: string, limits: { readonly max_msgs?: number } = {}): Promise<void> => {
    await (await jetstreamManager(connection)).streams.add({ name, subjects: [`${name}.*`], ...limits })
  }
  /** Publishes numbers to a stream, odd and even ones under subjects of their own. */
  const publish = async (stream: string, first: number, last: number): Promise<void> => {
    const client = jetstream(connection)
    for (const x of numbers(first, last))
      await client.publish(`${stream}.${x % 2 ? 'odd' : 'even'}`, JSON.stringify({ x }))
  }
  beforeAll(async () => {
    server = await started({
      file: file!,
      args: (port, folder) => ['-a', '127.0.0.1', '-p', `${port}`, '-c', join(folder, 'nats.conf')],
      prepare: (folder) =>
        writeFileSync(
          join(folder, 'nats.conf'),
          `jetstream { store_dir: ${JSON.stringify(folder)} }
          authorization { users: [
            { user: ada, password: sesame }
            { user: bob, password: open, permissions: { subscribe: "_INBOX.>" } }
          ] }`,
        ),
    })
    at = `nats://127.0.0.1:${server.port}`
    url = `nats://ada:sesame@127.0.0.1:${server.port}`
    await open()
  })
  afterAll(async () => {
    await connection?.close()
    await server?.remove()
  })

  describe('JetStream', () => {
    const source = (stream: string, atOnce = 64) => jetStream({ url, stream, atOnce })

    test('messages in order, and from the offset of any exactly the rest', async () => {
      await make('ORDER')
      await publish('ORDER', 1, 150)
      const all = await take(source('ORDER'), 150)
      expect(values(all)).toEqual(
        numbers(1, 150).map((x) => ({ subject: `ORDER.${x % 2 ? 'odd' : 'even'}`, text: `{"x":${x}}` })),
      )
      expect(all.map(({ offset }) => offset)).toEqual(numbers(1, 150))
      for (const from of [0, 1, 64, 149]) expect(await take(source('ORDER'), 150 - from, from)).toEqual(all.slice(from))
    })
    test('of one subject, with offsets of the stream', async () => {
      await make('ODD')
      await publish('ODD', 1, 20)
      const odd = jetStream({ url, stream: 'ODD', subject: 'ODD.odd', atOnce: 4 })
      expect((await take(odd, 10)).map(({ offset }) => offset)).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19])
      expect((await take(odd, 6, 7)).map(({ offset }) => offset)).toEqual([9, 11, 13, 15, 17, 19])
    })
    test('new messages as they come; an abort ends the waiting at once, and leaving leaves no consumer', async () => {
      await make('LIVE')
      await publish('LIVE', 1, 3)
      const reading = take(source('LIVE'), 3, 3)
      for (const x of [4, 5, 6]) {
        await sleep(20)
        await publish('LIVE', x, x)
      }
      expect((await reading).map(({ offset }) => offset)).toEqual([4, 5, 6])
      const controller = new AbortController()
      const waiting = source('LIVE').open(6, controller.signal)[Symbol.asyncIterator]().next()
      setTimeout(() => controller.abort(), 50)
      const start = performance.now()
      expect(await waiting).toEqual({ value: undefined, done: true })
      for await (const _ of source('LIVE').open(null, new AbortController().signal)) break
      expect(performance.now() - start).toBeLessThan(2000)
      expect((await (await jetstreamManager(connection)).streams.info('LIVE')).state.consumer_count).toBe(0)
    })
    test('what does not decode is a dead letter with its sequence number', async () => {
      await make('BAD')
      await publish('BAD', 1, 1)
      await jetstream(connection).publish('BAD.odd', 'x = 2')
      await jetstream(connection).publish('BAD.odd', new Uint8Array([0x7b, 0xff]))
      await publish('BAD', 4, 4)
      const records = await take(decoded(jsonText.pipe(Reading))(payloads(source('BAD'))), 4)
      expect(letters(records)).toEqual([
        { source: `${at} stream BAD`, offset: 2, reason: 'expected JSON but got "x = 2"', raw: 'x = 2' },
        { source: `${at} stream BAD`, offset: 3, reason: 'the text is not in UTF-8', raw: '{\ufffd' },
      ])
    })
    const fresh = freshNames('LAW')
    const laws = sourceLaws({
      name: 'JetStream',
      records: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 }),
      hold: async (records, cut) => {
        const stream = fresh()
        await make(stream)
        for (const text of records) await jetstream(connection).publish(`${stream}.a`, text)
        return upTo(records.length || null, payloads(source(stream, 1 + (cut % 7))))
      },
      goesBack: true,
    })
    proveAsync('laws', laws, { runs: 8 })
    test('by address: rows of JSON', async () => {
      await make('NAMED')
      await publish('NAMED', 1, 3)
      const named = brokerSchemes.nats!(`${url}?stream=NAMED&subject=NAMED.odd`, {})
      expect(values(await take(named, 1, 1))).toEqual([{ x: 3 }])
      const pushed = take(brokerSchemes.nats!(`${url}?subject=named.>`, {}), 1)
      await sleep(100)
      connection.publish('named.a', '{"x":7}')
      expect(values(await pushed)).toEqual([{ x: 7 }])
    })
    test('a server that crashes and comes back: nothing is lost, nothing comes twice', async () => {
      await make('CRASH')
      await publish('CRASH', 1, 40)
      let crashed = false
      const { metrics, ...reopened } = again(source('CRASH', 16))
      const records = await take(reopened, 60, null, async (count) => {
        if (crashed || count < 32) return
        crashed = true
        await connection.close()
        await server.kill()
        setTimeout(async () => {
          await server.start()
          await open()
          await publish('CRASH', 41, 60)
        }, 60)
      })
      expect(records.map(({ offset }) => offset)).toEqual(numbers(1, 60))
      expect(metrics!().reconnects).toBe(1)
    })
    test('what was dropped unread is a fault; what was deleted singly, or before the beginning, is none', async () => {
      await make('DROP', { max_msgs: 6 })
      await publish('DROP', 1, 10)
      const line = (what: string) =>
        `${at} stream DROP: messages ${what} were dropped from the stream before they were read; ` +
        'start from the beginning of what is left, and let the stream keep more'
      expect(await fault(source('DROP'), 2)).toEqual([line('3 to 4'), false])
      expect((await take(source('DROP'), 1, 4))[0]!.offset).toBe(5)
      await (await jetstreamManager(connection)).streams.deleteMessage('DROP', 7)
      expect((await take(source('DROP'), 5)).map(({ offset }) => offset)).toEqual([5, 6, 8, 9, 10])
      const slow = take(source('DROP', 2), 20, null, async (count) => {
        if (count === 2) await publish('DROP', 11, 20)
      })
      await expect(slow).rejects.toThrow(line('7 to 14'))
    })
    test('each fault in one line without the password', async () => {
      await make('ENDS')
      await publish('ENDS', 1, 2)
      const bob = `nats://bob:open@127.0.0.1:${server.port}`
      const cases = [
        [source('NONE'), null, 'NONE: there is no such stream; check its name, or make it'],
        [
          jetStream({ url: at, stream: 'S' }),
          null,
          'S: the server asks for a user; put one into the URL: nats://user:password@host',
        ],
        [
          jetStream({ url: url.replace('sesame', 'simsim'), stream: 'S' }),
          null,
          'S: the server refuses this user and password, or token; check them',
        ],
        [
          source('ENDS'),
          7,
          'ENDS: the stream ends at message 2, and 7 was asked for; the stream was made anew: start from the beginning, or check its name',
        ],
        [
          source('ENDS'),
          'x',
          'ENDS: its offsets are sequence numbers, and "x" is none; start from the beginning, or use the checkpoint of this source',
        ],
      ] as const
      for (const [asked, from, line] of cases) expect(await fault(asked, from)).toEqual([`${at} stream ${line}`, false])
      const [line, transient] = await fault(
        bounded({ capacity: 1, policy: 'fail' })(natsSubject({ url: bob, subject: 'secret' })),
      )
      expect([line.replace(/\(.*\)/, '(…)'), transient]).toEqual([
        `${at} subject secret: this user may not read it (…); allow it on the server`,
        false,
      ])
    })
  })

  describe('a subject', () => {
    const source = (subject: string) => bounded({ capacity: 1000, policy: 'fail' })(natsSubject({ url, subject }))
    /** Publishes a number until it has been heard. */
    const heard = async (subject: string, isHeard: () => boolean): Promise<void> => {
      while (!isHeard()) {
        if (!connection.isClosed()) connection.publish(subject, 'again')
        await sleep(10)
      }
    }
    test('its messages in order, and after a crash those that come then', async () => {
      const seen: string[] = []
      const controller = new AbortController()
      const { metrics, ...reopened } = again(source('core.*'))
      const reading = (async () => {
        for await (const chunk of reopened.open(null, controller.signal))
          for (const { text } of values(chunk)) if (text !== 'again' || seen.at(-1) !== 'again') seen.push(text)
      })()
      await heard('core.a', () => seen.includes('again'))
      for (const x of numbers(1, 100)) connection.publish('core.b', `${x}`)
      while (seen.length < 101) await sleep(5)
      await connection.close()
      await server.kill()
      await server.start()
      await open()
      seen.push('crash')
      await heard('core.a', () => seen.at(-1) === 'again')
      connection.publish('core.b', 'last')
      while (seen.at(-1) !== 'last') await sleep(5)
      controller.abort()
      await reading
      expect(seen).toEqual(['again', ...numbers(1, 100).map(String), 'crash', 'again', 'last'])
      expect(metrics!().reconnects).toBe(1)
    })
  })
})
