/** The rows of a query to PostgreSQL. */
import * as E from 'fp-ts/lib/Either.js'
import type { Client } from 'pg'
import { positive } from '../../core/positive.js'
import {
  type Decoded,
  foreignOffset,
  type Offset,
  type Received,
  type Row,
  type Source,
  SourceError,
  sourceError,
  wait,
} from '../../streams/sources/index.js'
import { postgresBroker, postgresConnection, postgresFault } from './postgresServer.js'

export interface PostgresQueryOptions {
  /** `postgres://user:password@host:5432/database`, with the parameters of `pg` such as `?sslmode=require`. */
  readonly url: string
  /** One `select`, without order and limit of its own, because rows come in the order of the key. */
  readonly query: string
  /** A column of the query that orders its rows: unique, never null, best with an index. */
  readonly key: string
  /** Rows fetched at most at once (default 512). */
  readonly atOnce?: number
  /** Milliseconds after which the end of the query is asked for new rows, again and again; by default the end is the end. */
  readonly every?: number
}

/**
 * The rows of a query in the order of a key, fetched from a cursor when they are wanted, so nothing piles up here. The offset
 * of a row is its key as text: to go on after it, the query is asked for the rows of greater keys, so an index makes that
 * as quick as a first start. A cursor sees the table as it was when it was opened, and is open while its rows are learnt.
 *
 * With `every` new rows are read as they come, where keys grow in the order in which rows become visible: with numbers of a
 * sequence, a transaction that commits late is passed over. Integers, floats, numeric and bool are numbers and booleans
 * (integers beyond 2^53 text), null is null, all else is the text that PostgreSQL writes. Two rows of one key and a key that
 * is null are a `SourceError`, because nobody could go on after them. Needs the package `pg`.
 *
 * @example postgresQuery({ url: 'postgres://localhost/shop', query: 'select * from orders', key: 'id' })
 */
export const postgresQuery = ({ url, query, key, atOnce = 512, every }: PostgresQueryOptions): Source<Decoded<Row>> => {
  positive('postgresQuery', 'atOnce', atOnce)
  if (every !== undefined && !(every > 0)) throw new RangeError(`postgresQuery: every must be positive, got ${every}`)
  const broker = postgresBroker(url)
  const name = `${broker.name} query by ${key}`
  return {
    name,
    open: async function* (from, signal) {
      const start = startOf(name, from)
      if (signal.aborted) return
      let client: Client | undefined
      try {
        client = await postgresConnection(name, url, broker, signal, () => {}) // each query rejects as well
        let last = start
        while (!signal.aborted) {
          for await (const chunk of rowsAfter(client, name, { query, key, atOnce }, last)) {
            yield chunk
            last = String(chunk.at(-1)!.offset)
          }
          if (every === undefined) return
          await wait(every, signal)
        }
      } catch (error) {
        if (signal.aborted) return
        const foreign = error instanceof Error && 'code' in error && /^22(P02|007|008|003)/.test(String(error.code))
        if (foreign && from !== null) throw foreignOffset(name, from, `values of ${key}`)
        throw error instanceof SourceError ? error : postgresFault(name, broker, error)
      } finally {
        await client?.end().catch(() => {})
      }
    },
  }
}

const startOf = (name: string, from: Offset): string | undefined => {
  if (from === null) return undefined
  if (typeof from === 'string') return from
  throw foreignOffset(name, from, 'keys as text')
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

/** The query's rows of greater keys in their order, each with its key as text behind it. */
const cursorOf = (query: string, key: string, isAfter: boolean): string => {
  const column = `source.${quoted(key)}`
  const rows = `(${query.trim().replace(/;+$/, '')}\n) as source`
  const after = isAfter ? ` where ${column} > $1` : ''
  return `declare source no scroll cursor for select source.*, ${column}::text from ${rows}${after} order by ${column}`
}

/** The rows after a key, from one cursor in one transaction that only reads. */
async function* rowsAfter(
  client: Client,
  name: string,
  { query, key, atOnce }: Required<Pick<PostgresQueryOptions, 'query' | 'key' | 'atOnce'>>,
  start: string | undefined,
): AsyncGenerator<readonly Received<Decoded<Row>>[]> {
  await client.query('begin transaction read only')
  await client.query(cursorOf(query, key, start !== undefined), start === undefined ? [] : [start])
  let last = start
  for (;;) {
    const { rows, fields } = await client.query<Row[string][]>({
      text: `fetch ${atOnce} from source`,
      rowMode: 'array',
    })
    if (rows.length === 0) break
    const columns = fields.slice(0, -1).map((field) => field.name)
    const received = rows.map((cells): Received<Decoded<Row>> => {
      const offset = cells.at(-1) as string | null
      if (offset === null) throw sourceError(name, `a row has no ${key}`, 'choose a key that is never null')
      if (offset === last) throw sourceError(name, `two rows have the ${key} ${offset}`, 'choose a key that is unique')
      last = offset
      return { value: E.right(Object.fromEntries(columns.map((column, i) => [column, cells[i]!]))), offset }
    })
    yield received
  }
  await client.query('commit')
}
