/** What a query and a channel of PostgreSQL have in common: one connection, and what its errors mean. */
import type { Client } from 'pg'
import { type SourceError, sourceError, transientError } from '../../streams/sources/index.js'
import { type Broker, brokerOf, clientOf, messageOf, networkFault } from './broker.js'

/** `name` is with the database. */
export const postgresBroker = (url: string): Broker => {
  const broker = brokerOf(url, { postgres: 5432, postgresql: 5432 })
  const inQuery = new URL(url).searchParams.get('password')
  return {
    ...broker,
    name: `${broker.name}${broker.path === '/' ? '' : broker.path}`,
    hide: inQuery === null || inQuery === '' ? broker.hide : (text) => broker.hide(text).replaceAll(inQuery, '***'),
  }
}

const boolean = (text: string): boolean => text === 't'
const wholeNumber = (text: string): number | string => {
  const n = Number(text)
  return Number.isSafeInteger(n) ? n : text
}
/** Readers of types by object id: int8, int2, int4, oid, float4, float8, numeric, bool. */
const readers: Readonly<Record<number, (text: string) => number | string | boolean>> = {
  20: wholeNumber,
  21: Number,
  23: Number,
  26: Number,
  700: Number,
  701: Number,
  1700: Number,
  16: boolean,
}

/** The server ends a query that nobody waits for any more; PostgreSQL 14 and later. */
const noticeLeaving =
  "select set_config(name, '1s', false) from pg_settings where name = 'client_connection_check_interval'"

/** A client that is connected; `lost` is called once when its connection breaks. */
export const postgresConnection = async (
  source: string,
  url: string,
  broker: Broker,
  signal: AbortSignal,
  lost: (fault: SourceError) => void,
): Promise<Client> => {
  const { default: pg } = await clientOf(source, 'pg', () => import('pg'))
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'fluxion',
    types: {
      getTypeParser: ((oid: number) => readers[oid] ?? ((text: string) => text)) as typeof pg.types.getTypeParser,
    },
  })
  client.on('error', (error) => lost(postgresFault(source, broker, error)))
  const leave = (): void => {
    client.end().catch(() => {})
  }
  signal.addEventListener('abort', leave)
  client.on('end', () => signal.removeEventListener('abort', leave))
  try {
    await client.connect()
    await client.query("set datestyle = 'ISO'")
    await client.query(noticeLeaving).catch(() => {}) // not on every system
    return client
  } catch (error) {
    leave()
    throw postgresFault(source, broker, error)
  }
}

/** Conditions that may pass, by class or code: connection, resources, shutdown, deadlock, a transaction that idled. */
const passing = /^(08|53|57P0[1235]|40001|40P01|25P03)/
const fixes: readonly (readonly [code: RegExp, fix: string])[] = [
  [/^28/, 'check user and password: postgres://user:password@host/database'],
  [/^3D000/, 'check the name of the database'],
  [/^42501/, 'grant this user select on it'],
  [/^42P01/, 'check its name, the database and the schema'],
  [/^42703/, 'check the columns of the query, and that the key is one of them'],
  [/^42601/, 'check the query'],
  [/^25006/, 'a source only reads: use a query that changes nothing'],
]

/** What an error of the client is: an answer of the server by its code, or a connection that broke. */
export const postgresFault = (source: string, broker: Broker, error: unknown): SourceError => {
  const message = broker.hide(messageOf(error))
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (/password must be a (non-empty )?string/.test(message))
    return sourceError(
      source,
      'the server asks for a password',
      'put it into the URL: postgres://user:password@host/database',
    )
  if (!/^[0-9A-Z]{5}$/.test(code) || !/\d/.test(code)) return networkFault(source, broker, error)
  if (passing.test(code))
    return transientError(source, `the server ends the connection (${message})`, 'wait until it is ready')
  return sourceError(source, message, fixes.find(([form]) => form.test(code))?.[1] ?? 'check the query and the server')
}
