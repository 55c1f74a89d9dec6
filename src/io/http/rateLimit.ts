/** How many requests a client may send: a bucket of tokens for each. */
import { positive } from '../../core/positive.js'

/** What is left of a client's allowance, and when that was so, in seconds. */
export interface Bucket {
  readonly tokens: number
  readonly at: number
}

/**
 * Takes a token out of a bucket that holds `burst` and gains `rate` a second; `undefined` is a full one. Gives the bucket,
 * and the seconds to wait where there is no whole token in it; 0: let the request through.
 * Source: Turner, "New directions in communications" (1986), the leaky bucket as a meter.
 */
export const takeToken = (
  { rate, burst }: { readonly rate: number; readonly burst: number },
  bucket: Bucket | undefined,
  now: number,
): { readonly bucket: Bucket; readonly wait: number } => {
  // A clock that goes back gives nothing and takes nothing.
  const gained = bucket === undefined ? burst : bucket.tokens + rate * Math.max(0, now - bucket.at)
  const tokens = Math.min(burst, gained)
  const at = Math.max(now, bucket?.at ?? now)
  return tokens >= 1
    ? { bucket: { tokens: tokens - 1, at }, wait: 0 }
    : { bucket: { tokens, at }, wait: (1 - tokens) / rate }
}

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
  const buckets = new Map<string, Bucket>()
  return (client, now) => {
    const { bucket, wait } = takeToken({ rate, burst }, buckets.get(client), now)
    buckets.delete(client) // so that the order of the map is that of the last requests
    buckets.set(client, bucket)
    if (buckets.size > clients) buckets.delete(buckets.keys().next().value!)
    return wait
  }
}
