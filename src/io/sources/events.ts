/** The text of Server-Sent Events to records. */
import { createParser } from 'eventsource-parser'
import * as E from 'fp-ts/lib/Either.js'
import { type Decoded, type Offset, type Received, sourceError } from '../../streams/index.js'

export interface EventsOptions {
  readonly name: string
  /** The id of the last event before, `null` for none. */
  readonly from: Offset
  /** Only events of these types; all where there is no list. */
  readonly types?: readonly string[] | undefined
  /** An event of more characters is a fault. */
  readonly longest: number
  /** Is told the milliseconds that the server asks to wait before the next connection. */
  readonly retry: (milliseconds: number) => void
}

/**
 * The data of the events in pieces of bytes, each with the id of the last event that had one (`null` after an empty one). It
 * does not matter where the pieces begin and end; an event without its end does not count. Source: WHATWG HTML, 9.2.6.
 */
export async function* eventsOf(
  pieces: AsyncIterable<Uint8Array>,
  { name, from, types, longest, retry }: EventsOptions,
): AsyncGenerator<readonly Received<Decoded<string>>[]> {
  let id = from
  let events: Received<Decoded<string>>[] = []
  let tooLong = false
  const parser = createParser({
    maxBufferSize: longest,
    onEvent: ({ data, event = 'message', id: own }) => {
      if (own !== undefined) id = own === '' ? null : own
      if (types === undefined || types.includes(event)) events.push({ value: E.right(data), offset: id })
    },
    onRetry: retry,
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') tooLong = true
    },
  })
  const decoder = new TextDecoder()
  for await (const piece of pieces) {
    parser.feed(decoder.decode(piece, { stream: true }))
    if (events.length > 0) {
      const ready = events
      events = []
      yield ready
    }
    if (tooLong)
      throw sourceError(name, `an event has more than ${longest} characters`, 'raise the limit, or ask its keeper')
  }
}
