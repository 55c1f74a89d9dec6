/** The body of a request, read up to a limit. */
import type { IncomingMessage } from 'node:http'
import * as E from 'fp-ts/lib/Either.js'

/** Why there is no body: larger than allowed, or the client has gone before its end. */
export type NoBody = 'too large' | 'gone'

/** The length that a request claims; NaN where it claims none. */
export const claimedLength = ({ headers }: IncomingMessage): number => Number(headers['content-length'] ?? Number.NaN)

/**
 * All bytes of a body, or why not. No more than `limit` are held; after that the rest is left unread. How long it may take
 * is up to the server's `requestTimeout`.
 */
export const readBody = (request: IncomingMessage, limit: number): Promise<E.Either<NoBody, Uint8Array>> =>
  new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const end = (result: E.Either<NoBody, Uint8Array>): void => {
      request.off('data', take).off('end', whole).off('close', gone).off('error', gone)
      request.on('error', () => {}) // whatever comes yet is nobody's
      resolve(result)
    }
    const whole = (): void => end(E.right(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    const gone = (): void => end(E.left('gone'))
    const take = (chunk: Uint8Array): void => {
      length += chunk.length
      if (length > limit) {
        request.pause()
        end(E.left('too large'))
      } else chunks.push(chunk)
    }
    if (claimedLength(request) > limit) return resolve(E.left('too large'))
    request.on('data', take).on('end', whole).on('close', gone).on('error', gone)
  })
