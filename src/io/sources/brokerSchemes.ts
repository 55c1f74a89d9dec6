/** Brokers by address: what to read is in the parameters behind `?`. */
import { decoded, row, rowOfText, type SourceError, sourceError } from '../../streams/sources/index.js'
import { jetStream } from './jetStream.js'
import { payloads } from './message.js'
import { mqttTopic } from './mqtt.js'
import { natsSubject } from './nats.js'
import { jsonRows, type Opening, steady, steadyPush } from './opening.js'
import { postgresChannel } from './postgresChannel.js'
import { postgresQuery } from './postgresQuery.js'
import { redisStream } from './redis.js'

/** Ways to write addresses, by scheme; messages show them. */
const forms = {
  mqtt: ['mqtt://localhost?topic=sensors/#', 'mqtt://localhost?topic=sensors/#&client=learner'],
  nats: [
    'nats://localhost?stream=TICKS',
    'nats://localhost?stream=TICKS&subject=ticks.eur',
    'nats://localhost?subject=ticks.>',
  ],
  redis: ['redis://localhost?stream=readings'],
  postgres: [
    'postgres://localhost/shop?query=select * from orders&key=id',
    'postgres://localhost/shop?query=select * from orders&key=id&every=1000',
    'postgres://localhost/shop?listen=orders',
  ],
} as const

/** An address of each kind, for help. */
export const brokerAddresses: readonly string[] = Object.values(forms).flat()

interface Asked {
  /** The address without the parameters that are ours. */
  readonly url: string
  readonly get: (name: string) => string | undefined
  readonly fault: (what: string) => SourceError
}

/**
 * Takes an address apart. `#` and `+` stand for themselves, because topics hold them; `%` and `&` in a parameter are
 * written `%25` and `%26`. `own` are the names that it may have; others stay in the address where `passes`, else they are a
 * `SourceError`.
 */
const asked = (scheme: keyof typeof forms, spec: string, own: readonly string[], passes = false): Asked => {
  const fault = (what: string): SourceError => sourceError(scheme, what, `write it as in ${forms[scheme].join(' or ')}`)
  const [address, ...rest] = spec.split('?')
  const pairs = rest
    .join('?')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => [pair, pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const)
  const others = pairs.filter(([, name]) => !own.includes(name))
  if (others.length > 0 && !passes) throw fault(`the address has no parameter ${others[0]![1] || others[0]![0]}`)
  return {
    url: others.length === 0 ? address! : `${address}?${others.map(([pair]) => pair).join('&')}`,
    get: (name) => {
      const value = pairs.find(([, other]) => other === name)?.[2]
      if (value === undefined || value === '') return undefined
      try {
        return decodeURIComponent(value)
      } catch {
        throw fault(`${name} has a % that is not written %25`)
      }
    },
    fault,
  }
}

const mqtt: Opening = (spec, options) => {
  const { url, get, fault } = asked('mqtt', spec, ['topic', 'client'])
  const [topic, clientId] = [get('topic'), get('client')]
  if (topic === undefined) throw fault('the address names no topic')
  const push = mqttTopic({ url, topic, ...(clientId === undefined ? {} : { clientId }) })
  return jsonRows(payloads(steadyPush(push, options)))
}

const nats: Opening = (spec, options) => {
  const { url, get, fault } = asked('nats', spec, ['stream', 'subject'])
  const [stream, subject] = [get('stream'), get('subject')]
  if (stream !== undefined) {
    const source = jetStream({ url, stream, ...(subject === undefined ? {} : { subject }) })
    return jsonRows(payloads(steady(source, options)))
  }
  if (subject === undefined) throw fault('the address names neither stream nor subject')
  return jsonRows(payloads(steadyPush(natsSubject({ url, subject }), options)))
}

const redis: Opening = (spec, options) => {
  const { url, get, fault } = asked('redis', spec, ['stream'])
  const stream = get('stream')
  if (stream === undefined) throw fault('the address names no stream')
  return decoded(rowOfText)(steady(redisStream({ url, stream }), options))
}

const postgres: Opening = (spec, options) => {
  const { url, get, fault } = asked('postgres', spec, ['query', 'key', 'every', 'listen'], true)
  const [query, key, every, channel] = [get('query'), get('key'), get('every'), get('listen')]
  if (channel !== undefined) return jsonRows(steadyPush(postgresChannel({ url, channel }), options))
  if (query === undefined) throw fault('the address has neither query nor listen')
  if (key === undefined) throw fault('the address names no key, the column that orders the rows of its query')
  if (every !== undefined && !(Number(every) > 0)) throw fault(`every must be milliseconds, got ${every}`)
  const source = postgresQuery({ url, query, key, ...(every === undefined ? {} : { every: Number(every) }) })
  return decoded(row)(steady(source, options))
}

/**
 * What each scheme of a broker opens: rows of JSON from payloads, of text from the fields of Redis, of values from a query.
 * - `mqtt://host?topic=…&client=…`, `mqtts:`; `client` names a session that the broker keeps
 * - `nats://host?stream=…&subject=…` (JetStream) and `nats://host?subject=…`, `tls:`
 * - `redis://host:port/database?stream=…`, `rediss:`
 * - `postgres://host/database?query=…&key=…&every=…` and `?listen=channel`, with the parameters of `pg`
 */
export const brokerSchemes: Readonly<Record<string, Opening>> = {
  mqtt,
  mqtts: mqtt,
  nats,
  tls: nats,
  redis,
  rediss: redis,
  postgres,
  postgresql: postgres,
}
