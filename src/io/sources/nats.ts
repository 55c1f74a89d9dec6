/** NATS: messages of a subject as they are published. */
import type { Decoded, PushSource } from '../../streams/sources/index.js'
import { transientError } from '../../streams/sources/index.js'
import { type Message, message } from './message.js'
import { natsBroker, natsConnection, natsFault } from './natsServer.js'

export interface NatsSubjectOptions {
  /** `nats://user:password@host:4222`, `nats://token@host`, or `tls:` for TLS. */
  readonly url: string
  /** May hold the wildcards of NATS: `ticks.*`, `ticks.>`. */
  readonly subject: string
}

/**
 * The messages of a subject, pushed by the server while we are connected and never ending. NATS keeps nothing: what is
 * published while nobody is connected is lost, and offsets are `null`. NATS cannot be asked to pause, so the buffer's policy
 * cannot be `block`; use `jetStream` where nothing may be lost. Needs the package `@nats-io/transport-node`.
 *
 * @example bounded({ capacity: 10_000, policy: 'dropOldest' })(natsSubject({ url: 'nats://localhost', subject: 'ticks.>' }))
 */
export const natsSubject = ({ url, subject }: NatsSubjectOptions): PushSource<Decoded<Message>> => {
  const broker = natsBroker(url)
  const name = `${broker.name} subject ${subject}`
  return {
    name,
    canPause: false,
    connect: async (_from, sink, signal) => {
      const connection = await natsConnection(name, broker)
      const leave = (): void => {
        connection.close().catch(() => {})
      }
      signal.addEventListener('abort', leave)
      connection.closed().then((error) => {
        signal.removeEventListener('abort', leave)
        // Our own closing is nothing to say: the sink takes no more by then.
        sink.error(
          error === undefined
            ? transientError(name, `the connection to ${broker.name} was lost`, 'check that the server runs')
            : natsFault(name, broker, error),
        )
      })
      try {
        connection.subscribe(subject, {
          callback: (error, received) => {
            if (error === null) sink.next({ value: message(name, null, received.subject, received.data), offset: null })
            else sink.error(natsFault(name, broker, error))
          },
        })
        await connection.flush()
      } catch (error) {
        await connection.close()
        throw natsFault(name, broker, error)
      }
      if (signal.aborted) leave()
      return { close: () => connection.close() }
    },
  }
}
