/** MQTT, against a broker in this process, which is always there, and against Mosquitto. */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import * as t from 'io-ts'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brokerSchemes } from '../../../src/io/sources/brokerSchemes.js'
import { payloads } from '../../../src/io/sources/message.js'
import { mqttTopic } from '../../../src/io/sources/mqtt.js'
import { type BufferOptions, bounded, decoded, jsonText } from '../../../src/streams/sources/index.js'
import { again, fault, letters, numbers, take, values } from './pull.js'
import { freePort, program, sleep, started } from './servers.js'

const mosquitto = program('mosquitto', 'tests of MQTT against Mosquitto', 'apt-get install mosquitto')

interface Broker {
  readonly port: number
  /** Ends all connections and takes none; what it keeps for its sessions survives. */
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
  readonly remove: () => Promise<void>
}

/** Aedes in this process: user `ada` with password `sesame`, no subscription to `secret`. */
const embedded = async (): Promise<Broker> => {
  const port = await freePort()
  const broker = await Aedes.createBroker({
    authenticate: (_client, user, password, done) => done(null, user === 'ada' && String(password) === 'sesame'),
    authorizeSubscribe: (_client, subscription, done) =>
      done(null, subscription.topic === 'secret' ? null : subscription),
  })
  let server: NetServer
  const sockets = new Set<Socket>()
  const up = async (): Promise<void> => {
    server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      broker.handle(socket)
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const down = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const remove = async (): Promise<void> => {
    await down()
    await new Promise<void>((resolve) => broker.close(() => resolve()))
  }
  await up()
  return { port, up, down, remove }
}

/** Mosquitto, open to all. */
const real = async (): Promise<Broker> => {
  const server = await started({
    file: mosquitto!,
    args: (port, folder) => {
      writeFileSync(
        join(folder, 'conf'),
        [`listener ${port} 127.0.0.1`, 'persistence true', `persistence_location ${folder}/`, 'allow_anonymous true']
          .concat(process.getuid?.() === 0 ? ['user root'] : [])
          .join('\n'),
      )
      return ['-c', join(folder, 'conf')]
    },
    // It writes down what it keeps.
    signal: 'SIGTERM',
  })
  return { port: server.port, up: server.start, down: server.kill, remove: server.remove }
}

test('refuses what is no address of MQTT', () => {
  expect(() => mqttTopic({ url: 'ws://:sesame@localhost', topic: 't' })).toThrow(
    'mqtt: this is no address of it; write it as in mqtt://localhost',
  )
})

test('a broker that is not there', async () => {
  const port = await freePort()
  const push = mqttTopic({ url: `mqtt://ada:sesame@127.0.0.1:${port}`, topic: 't' })
  expect(await fault(bounded({ capacity: 1, policy: 'fail' })(push))).toEqual([
    `mqtt://127.0.0.1:${port} topic t: no server listens at mqtt://127.0.0.1:${port}; start it, or check host and port`,
    true,
  ])
})

test('what comes with the greeting of the broker waits for the buffer, too', async () => {
  const messages = numbers(1, 20).flatMap((n) => [0x30, 4, 0, 1, 't'.charCodeAt(0), 64 + n])
  const server = createServer((socket) => {
    // CONNACK with a session, and 20 messages of QoS 0
    socket.once('data', () => socket.write(Buffer.from([0x20, 2, 1, 0, ...messages])))
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const push = mqttTopic({ url: `mqtt://127.0.0.1:${port}`, topic: 't', clientId: 'me' })
  const source = bounded({ capacity: 2, policy: 'block', atOnce: 1 })(push)
  expect(values(await take(source, 20)).map(({ text }) => text.charCodeAt(0) - 64)).toEqual(numbers(1, 20))
  expect(source.metrics!().bufferHighWater).toBe(2)
  server.close()
})

describe.each([
  ['a broker in this process', embedded],
  ['Mosquitto', mosquitto === undefined ? undefined : real],
] as const)('%s', (_name, run) => {
  describe.skipIf(run === undefined)('mqtt', () => {
    let broker: Broker
    let url: string
    let publisher: MqttClient
    const connect = async (): Promise<void> => {
      publisher = await mqtt.connectAsync(url, { reconnectPeriod: 0 })
      publisher.on('error', () => {})
    }
    const publish = async (topic: string, first: number, last: number): Promise<void> => {
      for (const x of numbers(first, last)) await publisher.publishAsync(topic, JSON.stringify({ x }), { qos: 1 })
    }
    beforeAll(async () => {
      broker = await run!()
      url = `mqtt://ada:sesame@127.0.0.1:${broker.port}`
      await connect()
    })
    afterAll(async () => {
      publisher?.end(true)
      await broker?.remove()
    })
    const all: BufferOptions = { capacity: 1000, policy: 'fail' }
    const source = (topic: string, clientId?: string, buffer = all) =>
      bounded(buffer)(mqttTopic({ url, topic, ...(clientId === undefined ? {} : { clientId }) }))
    const x = (texts: readonly { readonly text: string }[]): readonly number[] =>
      texts.map(({ text }) => (JSON.parse(text) as { readonly x: number }).x)
    /** A session that has subscribed and left. */
    const subscribed = async (topic: string, clientId: string): Promise<void> => {
      const controller = new AbortController()
      const reading = source(topic, clientId).open(null, controller.signal)[Symbol.asyncIterator]().next()
      await sleep(150)
      controller.abort()
      await reading
    }

    test('a session keeps what is published while we are away; all comes in order, nothing twice', async () => {
      await subscribed('kept/+', 'reader')
      await publish('kept/a', 1, 60)
      const first = await take(source('kept/+', 'reader'), 60)
      expect(x(values(first))).toEqual(numbers(1, 60))
      expect(values(first)[0]!.subject).toBe('kept/a')
      expect(first.every(({ offset }) => offset === null)).toBe(true)
      await publish('kept/b', 61, 80)
      expect(x(values(await take(source('kept/+', 'reader'), 20)))).toEqual(numbers(61, 80))
    })
    test('a broker that goes down and comes back: nothing is lost, and what it retains comes once', async () => {
      await publisher.publishAsync('down/retained', '{"x":0}', { qos: 1, retain: true })
      await subscribed('down/#', 'steady')
      await publish('down/a', 1, 20)
      let fell = false
      const { metrics, ...reopened } = again(source('down/#', 'steady'))
      const seen: number[] = []
      const controller = new AbortController()
      for await (const chunk of reopened.open(null, controller.signal)) {
        seen.push(...x(values(chunk)))
        const distinct = new Set(seen).size
        if (distinct === 41) controller.abort()
        if (fell || distinct < 21) continue
        fell = true
        await sleep(50) // until all is acknowledged
        publisher.end(true)
        await broker.down()
        setTimeout(async () => {
          await broker.up()
          await connect()
          await publish('down/a', 21, 40)
        }, 60)
      }
      // At least once: what is under way when the connection breaks may come again, and what a session kept is no longer in
      // order with what is published meanwhile.
      expect([...new Set(seen)].toSorted((a, b) => a - b)).toEqual(numbers(0, 40))
      expect(seen.filter((n) => n === 0)).toEqual([0])
      expect(metrics!().reconnects).toBe(1)
    })
    test('without a session only what is published now', async () => {
      await publish('now', 1, 3)
      const reading = take(source('now'), 3)
      await sleep(150)
      await publish('now', 4, 6)
      expect(x(values(await reading))).toEqual([4, 5, 6])
    })
    test('with the policy `block` the broker waits for a slow reader', async () => {
      await subscribed('slow', 'slow')
      await publish('slow', 1, 60)
      const slow = source('slow', 'slow', { capacity: 2, policy: 'block', atOnce: 1 })
      const records = await take(slow, 60, null, () => sleep(2))
      expect(x(values(records))).toEqual(numbers(1, 60))
      const { bufferHighWater, pauses, dropped } = slow.metrics!()
      expect(bufferHighWater).toBe(2)
      expect(pauses).toBeGreaterThan(5)
      expect(dropped).toBe(0)
    })
    test('by address: rows of JSON', async () => {
      await subscribed('named/a', 'named')
      await publish('named/a', 1, 2)
      const named = brokerSchemes.mqtt!(`${url}?topic=named/a&client=named`, {})
      expect(values(await take(named, 2))).toEqual([{ x: 1 }, { x: 2 }])
    })
    test('what does not decode is a dead letter', async () => {
      await subscribed('bad', 'bad')
      await publish('bad', 1, 1)
      await publisher.publishAsync('bad', 'x = 2', { qos: 1 })
      await publisher.publishAsync('bad', Buffer.from([0x7b, 0xff]), { qos: 1 })
      await publish('bad', 4, 4)
      const records = await take(decoded(jsonText.pipe(t.type({ x: t.number })))(payloads(source('bad', 'bad'))), 4)
      const name = `mqtt://127.0.0.1:${broker.port} topic bad`
      expect(letters(records)).toEqual([
        { source: name, offset: null, reason: 'expected JSON but got "x = 2"', raw: 'x = 2' },
        { source: name, offset: null, reason: 'the text is not in UTF-8', raw: '{\ufffd' },
      ])
    })
    test.skipIf(run === real)('each refusal in one line without the password', async () => {
      const at = `mqtt://127.0.0.1:${broker.port} topic`
      const push = (address: string, topic: string) => bounded(all)(mqttTopic({ url: address, topic }))
      expect(await fault(source('secret'))).toEqual([
        `${at} secret: the broker refuses the subscription to secret; check the topic, or allow it to this user`,
        false,
      ])
      expect(await fault(push(url.replace('sesame', 'simsim'), 't'))).toEqual([
        `${at} t: the broker refuses this user and password; check them`,
        false,
      ])
      expect(await fault(push(url.replace('ada:sesame@', ''), 't'))).toEqual([
        `${at} t: the broker asks for a user; put one into the URL: mqtt://user:password@host`,
        false,
      ])
    })
  })
})
