/** JetStream: the streams that NATS keeps. */
import type { NatsConnection } from '@nats-io/transport-node'
import { positive } from '../../core/positive.js'
import {
  type Decoded,
  foreignOffset,
  type Offset,
  type Source,
  SourceError,
  sourceError,
} from '../../streams/sources/index.js'
import { clientOf, networkFault } from './broker.js'
import { type Message, message } from './message.js'
import { natsBroker, natsConnection, natsFault } from './natsServer.js'
import { together } from './together.js'

export interface JetStreamOptions {
  /** `nats://user:password@host:4222`, `nats://token@host`, or `tls:` for TLS. */
  readonly url: string
  readonly stream: string
  /** Only messages of this subject; may hold wildcards. */
  readonly subject?: string
  /** Messages asked for at most at once (default 512). */
  readonly atOnce?: number
}

/**
 * The messages of a stream in order, asked for when they are wanted, so nothing piles up here; waits for new ones and never
 * ends. The offset of a message is its sequence number in the stream. Nothing is acknowledged, and no consumer is left behind.
 *
 * Messages that the stream dropped before they were read are a `SourceError`, never a silent gap; those dropped before a
 * start from the beginning are not missed. With a `subject`, what is missing between an offset and the first message that is
 * left may be of other subjects; it is an error all the same. Needs `@nats-io/transport-node` and `@nats-io/jetstream`.
 *
 * @example decoded(jsonText.pipe(row))(payloads(jetStream({ url: 'nats://localhost', stream: 'TICKS' })))
 */
export const jetStream = ({ url, stream, subject, atOnce = 512 }: JetStreamOptions): Source<Decoded<Message>> => {
  positive('jetStream', 'atOnce', atOnce)
  const broker = natsBroker(url)
  const name = `${broker.name} stream ${stream}${subject === undefined ? '' : ` subject ${subject}`}`
  return {
    name,
    open: async function* (from, signal) {
      const start = startOf(name, from)
      const client = await clientOf(name, '@nats-io/jetstream', () => import('@nats-io/jetstream'))
      if (signal.aborted) return
      const connection = await natsConnection(name, broker)
      // Ends what is under way, so that the consumer can be removed before the connection is closed.
      let stop = (): void => {
        connection.close().catch(() => {})
      }
      const leave = (): void => stop()
      signal.addEventListener('abort', leave)
      try {
        if (signal.aborted) return
        const reading = (end: () => void): void => {
          stop = end
        }
        yield* messages(name, client, connection, { stream, subject, atOnce, start, signal, reading })
        if (!signal.aborted) throw networkFault(name, broker, 'it was closed')
      } catch (error) {
        if (signal.aborted) return
        throw error instanceof SourceError ? error : natsFault(name, broker, error)
      } finally {
        signal.removeEventListener('abort', leave)
        await connection.close()
      }
    },
  }
}

const startOf = (name: string, from: Offset): number | undefined => {
  if (from === null) return undefined
  if (typeof from === 'number' && Number.isSafeInteger(from) && from >= 0) return from
  throw foreignOffset(name, from, 'sequence numbers')
}

/** Milliseconds that one request for messages waits. */
const patience = 30_000

/** The messages after `start`, until the connection is closed or `signal` aborts. */
async function* messages(
  name: string,
  { jetstream, jetstreamManager, DeliverPolicy }: typeof import('@nats-io/jetstream'),
  connection: NatsConnection,
  {
    stream,
    subject,
    atOnce,
    start,
    signal,
    reading,
  }: Required<Pick<JetStreamOptions, 'stream' | 'atOnce'>> & {
    readonly subject: string | undefined
    readonly start: number | undefined
    readonly signal: AbortSignal
    /** Is told how to end what is under way. */
    readonly reading: (stop: () => void) => void
  },
) {
  const manager = await jetstreamManager(connection)
  const state = async () => (await manager.streams.info(stream)).state
  const dropped = (after: number, first: number): SourceError =>
    sourceError(
      name,
      `messages ${after + 1} to ${first - 1} were dropped from the stream before they were read`,
      'start from the beginning of what is left, and let the stream keep more',
    )
  const { first_seq: first, last_seq: end } = await state()
  if (start !== undefined && start > end)
    throw sourceError(
      name,
      `the stream ends at message ${end}, and ${start} was asked for`,
      'the stream was made anew: start from the beginning, or check its name',
    )
  if (start !== undefined && start + 1 < first) throw dropped(start, first)
  const consumer = await jetstream(connection).consumers.get(stream, {
    ...(start === undefined
      ? { deliver_policy: DeliverPolicy.All }
      : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start + 1 }),
    ...(subject === undefined ? {} : { filter_subjects: subject }),
  })
  try {
    let last = start
    let behind = true
    while (!connection.isClosed() && !signal.aborted) {
      const asked = await consumer.fetch({ max_messages: atOnce, expires: patience })
      reading(() => asked.stop())
      if (signal.aborted) asked.stop()
      for await (const chunk of together(asked, atOnce)) {
        // Gaps are normal among the messages of one subject, unless there were more to read.
        for (const { seq, info } of chunk) {
          const gap = last !== undefined && seq !== last + 1 && (subject === undefined || behind)
          if (gap) {
            const { first_seq: left } = await state()
            if (left > last! + 1) throw dropped(last!, Math.min(left, seq))
          }
          last = seq
          behind = info.pending > 0
        }
        yield chunk.map((m) => ({ value: message(name, m.seq, m.subject, m.data), offset: m.seq }))
      }
    }
  } finally {
    if (!connection.isClosed()) await consumer.delete().catch(() => {})
  }
}
