/** One request of a server, and what can go wrong with it. */
import { type SourceError, sourceError, transientError } from '../../streams/index.js'
import type { Address } from './address.js'

/** `Retry-After` in milliseconds; it is in seconds or a date. */
const retryAfterOf = (text: string | null): number => {
  if (text === null) return 0
  const seconds = /^\s*\d+\s*$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 0
}

/** The fault for an answer that is no success: it may pass where the server says so, or is in trouble itself. */
export const statusFault = (name: string, status: number, text: string, retryAfter: string | null): SourceError => {
  const what = `the server answered ${status} ${text}`.trimEnd()
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return transientError(name, what, 'try again later', undefined, retryAfterOf(retryAfter))
  if (status === 401 || status === 403) return sourceError(name, what, 'give a user or token that may read it')
  return sourceError(name, what, 'check the address')
}

/** What the system or the protocol says of a connection, as a fault that may pass. */
export const connectionFault = (name: string, error: unknown): SourceError => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? `${cause.code}` : ''
  const message = cause instanceof Error ? cause.message : String(cause)
  const what = code === '' || message.includes(code) ? message : `${message} (${code})`
  return transientError(
    name,
    what === '' ? 'no connection' : what,
    'check that the server runs and can be reached',
    error,
  )
}

/** The answer to a GET, whatever its status; `undefined` where `signal` aborts. Rejects with a transient `SourceError`. */
export const answerOf = async (
  { name, url, headers }: Address,
  more: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response | undefined> => {
  try {
    return await fetch(url, { headers: { ...headers, ...more }, signal })
  } catch (error) {
    if (signal.aborted) return undefined
    throw connectionFault(name, error)
  }
}

/** The bytes of an answer as they come; pulled, so that the server waits. A connection that breaks is a transient fault. */
export async function* bodyOf(name: string, { body }: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  if (body === null) return
  try {
    for await (const piece of body) yield piece
  } catch (error) {
    if (!signal.aborted) throw connectionFault(name, error)
  }
}
