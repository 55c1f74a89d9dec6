/** PostgreSQL: the payloads that NOTIFY sends to a channel. */
import * as E from 'fp-ts/lib/Either.js'
import type { Decoded, PushSource } from '../../streams/sources/index.js'
import { postgresBroker, postgresConnection, postgresFault } from './postgresServer.js'

export interface PostgresChannelOptions {
  /** `postgres://user:password@host:5432/database`, with the parameters of `pg` such as `?sslmode=require`. */
  readonly url: string
  /** The channel that `notify` names; upper and lower case differ. */
  readonly channel: string
}

/**
 * The payloads of `notify`, pushed by the server while we are connected and never ending. PostgreSQL keeps none for who is not
 * there: offsets are `null`, and what is sent between two connections is lost. It cannot be asked to pause, so the buffer's
 * policy cannot be `block`; read a table by `postgresQuery` where nothing may be lost. Needs the package `pg`.
 *
 * @example bounded({ capacity: 1000, policy: 'dropOldest' })(postgresChannel({ url: 'postgres://localhost/shop', channel: 'orders' }))
 */
export const postgresChannel = ({ url, channel }: PostgresChannelOptions): PushSource<Decoded<string>> => {
  const broker = postgresBroker(url)
  const name = `${broker.name} channel ${channel}`
  return {
    name,
    canPause: false,
    connect: async (_from, sink, signal) => {
      const client = await postgresConnection(name, url, broker, signal, sink.error)
      client.on('notification', ({ payload }) => sink.next({ value: E.right(payload ?? ''), offset: null }))
      try {
        await client.query(`listen ${client.escapeIdentifier(channel)}`)
      } catch (error) {
        await client.end().catch(() => {})
        throw postgresFault(name, broker, error)
      }
      return { close: () => client.end().catch(() => {}) }
    },
  }
}
