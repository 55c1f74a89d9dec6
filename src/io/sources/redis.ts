/** Redis Streams. */
import * as E from 'fp-ts/lib/Either.js'
import { positive } from '../../core/positive.js'
import {
  type Decoded,
  foreignOffset,
  type Offset,
  type Source,
  SourceError,
  sourceError,
  transientError,
} from '../../streams/sources/index.js'
import { type Broker, brokerOf, clientOf, messageOf, networkFault, within } from './broker.js'

export interface RedisStreamOptions {
  /** `redis://user:password@host:6379/0`, or `rediss:` over TLS; the path is the number of the database. */
  readonly url: string
  /** The key of the stream. */
  readonly stream: string
  /** Entries read at most at once (default 512). */
  readonly atOnce?: number
}

type Id = readonly [milliseconds: bigint, sequence: bigint]
const idForm = /^(\d+)-(\d+)$/
const idOf = (text: string): Id => {
  const [, milliseconds, sequence] = idForm.exec(text)!
  return [BigInt(milliseconds!), BigInt(sequence!)]
}
const isAfter = (a: string, b: string): boolean => {
  const [[at, an], [bt, bn]] = [idOf(a), idOf(b)]
  return at > bt || (at === bt && an > bn)
}

const beginning = '0-0'

/** What a stream is at one moment. */
interface State {
  /** The oldest entry that is there, the youngest that ever was, the youngest that `XDEL` took. */
  readonly first: string | undefined
  readonly last: string
  readonly deleted: string
  readonly length: number
  /** Entries added since it was made; unknown before Redis 7. */
  readonly added: number | undefined
}

const stateOf = (info: {
  readonly length: number
  readonly 'last-generated-id': string | Buffer
  readonly 'first-entry': { readonly id: string | Buffer } | null
  readonly 'max-deleted-entry-id'?: string | Buffer
  readonly 'entries-added'?: number
}): State => ({
  first: info['first-entry'] === null ? undefined : String(info['first-entry'].id),
  last: String(info['last-generated-id']),
  deleted: String(info['max-deleted-entry-id'] ?? beginning),
  length: info.length,
  added: info['entries-added'],
})

/**
 * Whether entries that should have been read are gone. What has been read ends at `last`; it ended at `before` one read ago.
 * `position` is how many entries had been added up to `last`, where that is known: then it is exact. Where it is not,
 * trimming that reached `before` counts as having passed it. What `XDEL` took is not missed.
 */
const isTrimmed = (state: State, before: string, last: string, position: number | undefined): boolean => {
  if (before === beginning || isAfter(state.deleted, before)) return false
  if (position === undefined || state.added === undefined)
    return state.last !== before && (state.first === undefined || isAfter(state.first, before))
  return state.added - state.length > position || (state.last === last && state.added > position)
}

/** Milliseconds that a read waits for entries. */
const patience = 5_000

/**
 * The entries of a Redis stream, read by `XREAD` when they are asked for, so nothing piles up here; waits for new ones and
 * never ends. A record is the entry's fields as text; its offset the entry's id.
 *
 * Entries that were trimmed away before they were read are a `SourceError`, never a silent gap. So is an offset whose own
 * entry was trimmed while younger ones exist, because what came between may be gone as well. What was trimmed before a start
 * from the beginning, or taken by `XDEL`, is not missed. Nothing is deleted or acknowledged. Needs Redis 5 or later (from 7
 * on the check counts entries exactly) and the package `@redis/client`.
 *
 * @example decoded(rowOfText)(redisStream({ url: 'redis://localhost', stream: 'readings' }))
 */
export const redisStream = ({
  url,
  stream,
  atOnce = 512,
}: RedisStreamOptions): Source<Decoded<Readonly<Record<string, string>>>> => {
  positive('redisStream', 'atOnce', atOnce)
  const broker = brokerOf(url, { redis: 6379, rediss: 6379 })
  const database = databaseOf(broker.path)
  const name = `${broker.name}/${database} stream ${stream}`
  const trimmed = (after: string): SourceError =>
    sourceError(
      name,
      `entries after ${after} were trimmed away before they were read`,
      'start from the beginning of what is left, and let the stream keep more',
    )
  return {
    name,
    open: async function* (from, signal) {
      const start = startOf(name, from)
      const { createClient } = await clientOf(name, '@redis/client', () => import('@redis/client'))
      if (signal.aborted) return
      const client = createClient(clientOptions(broker, database))
      client.on('error', () => {}) // each command rejects as well
      const leave = (): void => {
        if (client.isOpen) client.destroy()
      }
      signal.addEventListener('abort', leave)
      const silent = (): SourceError =>
        transientError(name, `${broker.name} does not answer`, 'check the server and the network')
      try {
        await client.connect()
        if (signal.aborted) return
        const state = async (): Promise<State> => stateOf(await client.xInfoStream(stream))
        let last = start
        const now = await state()
        if (isAfter(last, now.last))
          throw sourceError(
            name,
            `the stream ends at ${now.last}, and ${last} was asked for`,
            'the stream was made anew: start from the beginning, or check its name',
          )
        if (isTrimmed(now, last, last, undefined)) throw trimmed(last)
        let position = now.last === last ? now.added : undefined
        while (!signal.aborted) {
          const [reply, then] = await within(
            patience + 10_000,
            Promise.all([client.xRead({ key: stream, id: last }, { COUNT: atOnce, BLOCK: patience }), state()]),
            silent,
          )
          const entries = reply?.[0]?.messages ?? []
          if (entries.length === 0) continue
          const before = last
          last = entries.at(-1)!.id
          position = position === undefined ? undefined : position + entries.length
          if (isTrimmed(then, before, last, position)) throw trimmed(before)
          if (then.last === last) position = then.added
          yield entries.map(({ id, message }) => ({ value: E.right({ ...message }), offset: id }))
        }
      } catch (error) {
        if (signal.aborted) return
        throw error instanceof SourceError ? error : faultOf(name, stream, broker, error)
      } finally {
        signal.removeEventListener('abort', leave)
        leave()
      }
    },
  }
}

/** A connection that does not come back by itself: it is opened anew in one place, by `reconnecting`. */
const clientOptions = ({ protocol, host, port, user, password }: Broker, database: number) =>
  ({
    socket: {
      host,
      port,
      connectTimeout: 10_000,
      reconnectStrategy: false,
      ...(protocol === 'rediss' ? { tls: true as const, servername: host } : {}),
    },
    database,
    RESP: 2,
    maintNotifications: 'disabled',
    disableClientInfo: true,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
  }) as const

const databaseOf = (path: string): number => {
  const text = path.replace(/^\/$/, '/0').slice(1)
  if (text === '') return 0
  if (/^\d+$/.test(text)) return Number(text)
  throw sourceError(
    'redis',
    'the path of an address is the number of a database',
    'write it as in redis://localhost:6379/0',
  )
}

const startOf = (name: string, from: Offset): string => {
  if (from === null) return beginning
  if (typeof from === 'string' && idForm.test(from)) return from
  throw foreignOffset(name, from, 'ids such as 1526919030474-0')
}

/** What an error of the client is: an answer of the server, or a connection that broke. */
const faultOf = (name: string, stream: string, broker: Broker, error: unknown): SourceError => {
  const message = broker.hide(messageOf(error))
  const code = /^[A-Z]+/.exec(message)?.[0] ?? ''
  if (/no such key/.test(message))
    return sourceError(name, `there is no stream ${stream}`, 'check its name and the database, or add its first entry')
  switch (code) {
    case 'NOAUTH':
      return sourceError(name, 'the server asks for a password', 'put it into the URL: redis://user:password@host')
    case 'WRONGPASS':
      return sourceError(name, 'the server refuses this user and password', 'check them')
    case 'NOPERM':
      return sourceError(name, 'this user may not read the stream', 'allow XREAD and XINFO on it')
    case 'WRONGTYPE':
      return sourceError(name, `${stream} is no stream but another kind of value`, 'check its name')
    case 'LOADING':
    case 'MASTERDOWN':
    case 'CLUSTERDOWN':
    case 'TRYAGAIN':
      return transientError(name, `the server is not ready (${message})`, 'wait until it is')
    case 'ERR':
      return sourceError(name, `the server refuses (${message})`, 'check the server and the URL')
    default:
      return networkFault(name, broker, error)
  }
}
