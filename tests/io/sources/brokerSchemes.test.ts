/** Brokers by address: what is read of it, and what it must hold. */
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { brokerAddresses, brokerSchemes } from '../../../src/io/sources/brokerSchemes.js'
import { openSource } from '../../../src/io/sources/registry.js'
import type { SourceError } from '../../../src/streams/sources/index.js'

const nameOf = (spec: string): string => brokerSchemes[spec.split(':')[0]!]!(spec, {}).name

test('what an address names', () => {
  const port = (spec: string) => `${spec.split('?')[0]!.replace('ada:sesame@', '')}`
  for (const [spec, what] of [
    ['mqtt://ada:sesame@h:1/?topic=sensors/+/t', 'topic sensors/+/t'],
    ['mqtts://ada:sesame@h:1?client=me&topic=sensors/#', 'topic sensors/#'],
    ['nats://ada:sesame@h:1?subject=ticks.>', 'subject ticks.>'],
    ['tls://ada:sesame@h:1?stream=TICKS', 'stream TICKS'],
    ['nats://ada:sesame@h:1?stream=TICKS&subject=ticks.%26', 'stream TICKS subject ticks.&'],
  ])
    expect(nameOf(spec!)).toBe(`${port(spec!).replace(/\/$/, '')} ${what}`)
  expect(nameOf('redis://ada:sesame@h?stream=a b')).toBe('redis://h:6379/0 stream a b')
  expect(nameOf('rediss://h:1/2?stream=s')).toBe('rediss://h:1/2 stream s')
  expect(nameOf('postgres://ada:sesame@h/shop?sslmode=require&query=select * from t where a = 1%2b1&key=id')).toBe(
    'postgres://h:5432/shop query by id',
  )
  expect(nameOf('postgresql://h/shop?listen=orders')).toBe('postgresql://h:5432/shop channel orders')
})

test('each address that help shows names a source', () => {
  expect(brokerAddresses.length).toBeGreaterThan(8)
  for (const address of brokerAddresses) expect(E.isRight(openSource(address))).toBe(true)
})

test('an address that lacks something, in one line that shows how it is written, and no password', () => {
  const faultOf = (spec: string): string =>
    E.match(
      (error: SourceError) => error.message,
      () => 'none',
    )(openSource(spec, {}))
  const redis = 'write it as in redis://localhost?stream=readings'
  const mqtt = 'write it as in mqtt://localhost?topic=sensors/# or mqtt://localhost?topic=sensors/#&client=learner'
  expect(faultOf('redis://ada:sesame@h')).toBe(`redis: the address names no stream; ${redis}`)
  expect(faultOf('redis://ada:sesame@h?stream=')).toBe(`redis: the address names no stream; ${redis}`)
  expect(faultOf('redis://h?stream=s&group=g')).toBe(`redis: the address has no parameter group; ${redis}`)
  expect(faultOf('redis://h?stream=50%')).toBe(`redis: stream has a % that is not written %25; ${redis}`)
  expect(faultOf('mqtt://h/sensors')).toBe(`mqtt: the address names no topic; ${mqtt}`)
  expect(faultOf('nats://h')).toContain('nats: the address names neither stream nor subject; write it as in nats://')
  expect(faultOf('postgres://h/shop')).toContain('postgres: the address has neither query nor listen; write it as in')
  expect(faultOf('postgres://h/shop?query=select 1 as x')).toContain(
    'postgres: the address names no key, the column that orders the rows of its query; write it as in postgres://',
  )
  expect(faultOf('postgres://h/shop?query=select 1 as x&key=x&every=often')).toContain('got often')
  expect(faultOf('postgres://?listen=c')).toBe(
    'postgres: this is no address of it; write it as in postgres://localhost',
  )
  expect(faultOf('amqp://ada:sesame@h?password=sesame')).toContain(
    'amqp://h: no source begins with amqp://; give a file',
  )
})
