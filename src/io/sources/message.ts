/** What brokers carry: a payload of text, under a subject. */
import * as E from 'fp-ts/lib/Either.js'
import { type Decoded, mapSource, type Offset, type Source } from '../../streams/sources/index.js'
import { textRecord } from './textRecord.js'

/** A message: its subject (MQTT calls it topic), and its payload as text. */
export interface Message {
  readonly subject: string
  readonly text: string
}

/** A message of a broker; a dead letter where its payload is not in UTF-8. */
export const message = (source: string, offset: Offset, subject: string, payload: Uint8Array): Decoded<Message> => {
  const text = textRecord(source, payload, offset)
  return E.isRight(text) ? E.right({ subject, text: text.right }) : text
}

/**
 * The payloads alone.
 *
 * @example decoded(jsonText.pipe(row))(payloads(jetStream({ url: 'nats://localhost', stream: 'TICKS' })))
 */
export const payloads: (source: Source<Decoded<Message>>) => Source<Decoded<string>> = mapSource(
  E.map(({ text }: Message) => text),
)
