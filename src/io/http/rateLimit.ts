/** How many requests a client may send: a bucket of tokens for each. */
import { positive } from '../../core/positive.js'
import { type TokenBucket, takeToken } from '../../streams/index.js'

export interface RateLimit {
  /** Requests a second that a client may send for long; above 0. */
  readonly rate: number
  /** Requests at once; at least 1. By default those of one second. */
  readonly burst?: number
  /** Clients that are remembered, a positive whole number (default 10,000): where there are more, those seen longest ago are not. */
  readonly clients?: number
}

/**
 * The limit of many clients by name: seconds that one has to wait, 0 where its request may pass. Holds one bucket for each
 * of the clients seen last. Throws `RangeError` for numbers out of range.
 */
export const rateLimiter = ({
  rate,
  burst = Math.max(1, rate),
  clients = 10_000,
}: RateLimit): ((client: string, now: number) => number) => {
  if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError(`rateLimiter: rate must be above 0, got ${rate}`)
  if (!(burst >= 1)) throw new RangeError(`rateLimiter: burst must be at least 1, got ${burst}`)
  positive('rateLimiter', 'clients', clients)
  const take = takeToken({ perSecond: rate, burst })
  const buckets = new Map<string, TokenBucket>()
  return (client, now) => {
    const before = buckets.get(client) ?? { tokens: burst, at: 1000 * now }
    const [after, milliseconds] = take(before, 1000 * now)
    buckets.delete(client) // so that the order of the map is that of the last requests
    buckets.set(client, milliseconds === 0 ? after : before) // who is refused takes nothing
    if (buckets.size > clients) buckets.delete(buckets.keys().next().value!)
    return milliseconds / 1000
  }
}
