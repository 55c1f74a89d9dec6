/** What a server gives for an address, from a byte on. */
import { foreignOffset, sourceError } from '../../streams/index.js'
import { addressOf } from './address.js'
import { answerOf, bodyOf, statusFault } from './answer.js'
import { type Bytes, skipBytes } from './bytes.js'

export interface HttpOptions {
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What stands for the position in an address. */
const placeholder = /\{from\}|%7Bfrom%7D/i

/**
 * The answer to a GET, pulled, so that the server waits where reading is slow. To go on after a byte, the server is asked in
 * the address where that holds `{from}` (`http://…/ticks?from={from}`: the position, 0 at the beginning), else by
 * `Range: bytes=…-`; where it knows no ranges (200 instead of 206) what comes before is read and thrown away.
 * Faults: no connection, one that breaks, 408, 425, 429 and 5xx may pass (with the server's `Retry-After`); others stay.
 * Throws a `SourceError` for what is no address.
 */
export const httpBytes = (text: string, { headers = {} }: HttpOptions = {}): Bytes => {
  const address = addressOf(text)
  const { name } = address
  const templated = placeholder.test(address.url.search + address.url.pathname)
  return {
    name,
    seeks: false,
    open: async function* (position, signal) {
      const url = new URL(address.url.href.replace(placeholder, `${position}`))
      const ranged = !templated && position > 0
      const answer = await answerOf(
        { ...address, url },
        { 'accept-encoding': 'identity', ...headers, ...(ranged ? { range: `bytes=${position}-` } : {}) },
        signal,
      )
      if (answer === undefined) return
      if (ranged && answer.status === 416) {
        await answer.body?.cancel()
        const size = Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1])
        if (size === position) return
        throw foreignOffset(name, position, Number.isNaN(size) ? 'bytes of what it gives' : `bytes from 0 to ${size}`)
      }
      if (!answer.ok) {
        await answer.body?.cancel()
        throw statusFault(name, answer.status, answer.statusText, answer.headers.get('retry-after'))
      }
      const body = bodyOf(name, answer, signal)
      if (answer.status !== 206 || !ranged) yield* ranged ? skipBytes(name, body, position, signal) : body
      else {
        const start = Number(/^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')?.[1])
        if (start !== position) {
          await answer.body?.cancel()
          throw sourceError(name, `asked for bytes from ${position} on, the server gave others`, 'ask its keeper')
        }
        yield* body
      }
    },
  }
}
