/** Addresses without secrets, clients that are not installed, networks that fail. */
import { describe, expect, test } from 'vitest'
import { brokerOf, clientOf, networkFault, within } from '../../../src/io/sources/broker.js'
import { type SourceError, transientError } from '../../../src/streams/sources/index.js'

const ports = { redis: 6379, rediss: 6380 }
const lineOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: SourceError) => error.message,
  )

test('an address, and its name without user, password and parameters', () => {
  const { hide, ...broker } = brokerOf('rediss://a%40b:p%26w%2Fd@[::1]/3?password=x', ports)
  expect(broker).toEqual({
    protocol: 'rediss',
    host: '::1',
    port: 6380,
    path: '/3',
    user: 'a@b',
    password: 'p&w/d',
    name: 'rediss://[::1]:6380',
  })
  expect(hide('AUTH p&w/d p%26w%2Fd a@b')).toBe('AUTH *** *** a@b')
  expect(brokerOf('redis://h', ports).hide('p')).toBe('p')
})

test('a client that is not installed, or cannot be loaded', async () => {
  const absent = Object.assign(new Error("Cannot find package 'mqtt'"), { code: 'ERR_MODULE_NOT_FOUND' })
  expect(await lineOf(clientOf('ticks', 'mqtt', () => Promise.reject(absent)))).toBe(
    'ticks: its client mqtt is not installed; install it: npm install mqtt',
  )
  expect(await lineOf(clientOf('ticks', 'mqtt', () => Promise.reject(new Error('no DNS'))))).toBe(
    'ticks: its client mqtt cannot be loaded (no DNS); install it anew: npm install mqtt',
  )
  expect(await clientOf('ticks', 'mqtt', async () => 7)).toBe(7)
})

describe('what the network does wrong', () => {
  const broker = brokerOf('redis://:sesame@h', ports)
  const system = (code: string) => Object.assign(new Error(`connect ${code} sesame`), { code })
  test.each([
    [system('ECONNREFUSED'), 'no server listens at redis://h:6379; start it, or check host and port', true],
    [system('ENOTFOUND'), 'there is no host h; check its name and the network', true],
    [system('ETIMEDOUT'), 'redis://h:6379 cannot be reached; check host, port, network and firewall', true],
    [
      system('ECONNRESET'),
      'the connection to redis://h:6379 was lost (connect ECONNRESET ***); check that the server runs',
      true,
    ],
    [
      system('DEPTH_ZERO_SELF_SIGNED_CERT'),
      'no safe connection to redis://h:6379 (connect DEPTH_ZERO_SELF_SIGNED_CERT ***); check its certificate',
      false,
    ],
    [
      new Error('outer', { cause: system('ECONNREFUSED') }),
      'no server listens at redis://h:6379; start it, or check host and port',
      true,
    ],
    [
      new AggregateError([system('ECONNREFUSED'), system('ECONNREFUSED')]),
      'no server listens at redis://h:6379; start it, or check host and port',
      true,
    ],
    ['', 'the connection to redis://h:6379 was lost (no reason is given); check that the server runs', true],
  ] as const)('%s', (error, line, transient) => {
    const fault = networkFault('ticks', broker, error)
    expect([fault.message, fault.transient]).toEqual([`ticks: ${line}`, transient])
  })
  test('silence', async () => {
    const silent = () => transientError('ticks', 'no answer', 'wait')
    expect(await lineOf(within(5, new Promise(() => {}), silent))).toBe('ticks: no answer; wait')
    expect(await within(1000, Promise.resolve(7), silent)).toBe(7)
  })
})
