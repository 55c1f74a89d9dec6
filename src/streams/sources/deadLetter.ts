/** Records that cannot be decoded: each a value with its place and reason, so that learning goes on without it. */
import type * as E from 'fp-ts/lib/Either.js'
import type { Offset } from './source.js'

/** A record that could not be decoded. */
export interface DeadLetter {
  /** The name of its source. */
  readonly source: string
  readonly offset: Offset
  /** All that is wrong with it, in one line. */
  readonly reason: string
  /** Its beginning, at most 200 characters. */
  readonly raw: string
}

/** A record, or why it is none. */
export type Decoded<A> = E.Either<DeadLetter, A>

const longest = 200

const textOf = (raw: unknown): string => {
  if (typeof raw === 'string') return raw
  try {
    return JSON.stringify(raw) ?? String(raw)
  } catch {
    return String(raw)
  }
}

/** A dead letter; `raw` is text, or anything that JSON can show, and is cut to 200 characters. */
export const deadLetter = (source: string, offset: Offset, reason: string, raw: unknown): DeadLetter => {
  const text = textOf(raw)
  const cut = text.length > longest ? `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text
  return { source, offset, reason: reason.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '), raw: cut }
}
