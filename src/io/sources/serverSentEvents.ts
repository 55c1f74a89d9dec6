/** Server-Sent Events as a source. */
import { type Decoded, type Source, SourceError, sourceError, transientError } from '../../streams/index.js'
import { addressOf } from './address.js'
import { answerOf, bodyOf, statusFault } from './answer.js'
import { eventsOf } from './events.js'
import type { HttpOptions } from './httpBytes.js'

export interface EventOptions extends HttpOptions {
  /** Only events of these types (`message` where the server names none); all by default. */
  readonly types?: readonly string[]
  /** An event of more characters is a fault (default 2²⁰). */
  readonly longest?: number
}

/**
 * The data of each event as text, pulled, so that the server waits where reading is slow. The offset is the id of the last
 * event that had one, sent as `Last-Event-ID` to go on after it; `null` where the server gives no ids.
 * Faults that may pass: no connection, one that breaks, its end (a server that means it answers 204), 408, 425, 429, 5xx;
 * the wait that the server asks for by `retry` is kept. Others stay, also an answer that is no `text/event-stream`.
 * Throws a `SourceError` for what is no address.
 * Source: WHATWG HTML, 9.2.
 *
 * @example decoded(jsonText.pipe(row))(serverSentEvents('https://stream.wikimedia.org/v2/stream/recentchange'))
 */
export const serverSentEvents = (
  text: string,
  { headers = {}, types, longest = 2 ** 20 }: EventOptions = {},
): Source<Decoded<string>> => {
  const address = addressOf(text)
  const { name } = address
  let retry = 0
  /** The same fault, with the wait that the server asked for. */
  const asAsked = (fault: unknown): unknown =>
    fault instanceof SourceError && fault.transient && fault.retryAfter < retry
      ? transientError(name, fault.what, fault.fix, fault.cause, retry)
      : fault
  return {
    name,
    open: async function* (from, signal) {
      try {
        const answer = await answerOf(
          address,
          {
            accept: 'text/event-stream',
            'cache-control': 'no-store',
            ...headers,
            ...(from === null ? {} : { 'last-event-id': `${from}` }),
          },
          signal,
        )
        if (answer === undefined) return
        const type = answer.headers.get('content-type') ?? ''
        if (answer.status !== 200 || !/^text\/event-stream\b/i.test(type)) {
          await answer.body?.cancel()
          if (answer.status === 204) return
          throw answer.ok
            ? sourceError(
                name,
                `expected text/event-stream, the server gives ${type || 'no type'}`,
                'check the address',
              )
            : statusFault(name, answer.status, answer.statusText, answer.headers.get('retry-after'))
        }
        const pieces = bodyOf(name, answer, signal)
        const noted = (milliseconds: number): void => {
          retry = milliseconds
        }
        yield* eventsOf(pieces, { name, from, types, longest, retry: noted })
        if (!signal.aborted) throw transientError(name, 'the server ended the stream', 'check that the server runs')
      } catch (fault) {
        throw asAsked(fault)
      }
    },
  }
}
