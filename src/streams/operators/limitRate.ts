/** No more records than so many a second. */
import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs'
import { positive } from '../../core/positive.js'
import type { Source } from '../sources/source.js'
import { wait } from '../sources/wait.js'

export interface RateOptions {
  /** Records a second in the long run. Timers count milliseconds: beyond 1000 a second give a `burst`. */
  readonly perSecond: number
  /** Records that may come at once after a pause (default 1: evenly spaced). */
  readonly burst?: number
  /** Whose clock it is (default: the real one). */
  readonly scheduler?: SchedulerLike
}

/** A bucket of tokens: how many there were at a time, in milliseconds. Below 0 they are lent. */
export interface TokenBucket {
  readonly tokens: number
  readonly at: number
}

const checked = (options: RateOptions): Required<RateOptions> => {
  const { perSecond, burst = 1, scheduler = asyncScheduler } = options
  if (!(perSecond > 0 && Number.isFinite(perSecond)))
    throw new RangeError(`limitRate: perSecond must be more than 0, got ${perSecond}`)
  positive('limitRate', 'burst', burst)
  return { perSecond, burst, scheduler }
}

/**
 * Takes a token at time `now`, and says how many milliseconds to wait until it is there. The bucket fills with
 * `perSecond` tokens a second up to `burst`.
 * Law: in any time `t` seconds long there are at most `burst + t·perSecond` tokens.
 */
export const takeToken =
  ({ perSecond, burst = 1 }: Pick<RateOptions, 'perSecond' | 'burst'>) =>
  ({ tokens, at }: TokenBucket, now: number): readonly [bucket: TokenBucket, wait: number] => {
    const full = Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / 1000)
    return [{ tokens: full - 1, at: Math.max(now, at) }, Math.max(0, ((1 - full) * 1000) / perSecond)]
  }

/**
 * A source that gives at most `perSecond` records a second, and up to `burst` at once after a pause. It is pulled no
 * sooner than it may give: nothing piles up. Chunks may be cut into smaller ones. Throws `RangeError` for options out
 * of range.
 */
export const limitSource = (options: RateOptions): (<A>(source: Source<A>) => Source<A>) => {
  const { scheduler, ...rate } = checked(options)
  const take = takeToken(rate)
  return (source) => ({
    ...source,
    open: async function* (from, signal) {
      let bucket: TokenBucket = { tokens: rate.burst, at: scheduler.now() }
      for await (const chunk of source.open(from, signal)) {
        let [first, i] = [0, 0]
        for (; i < chunk.length; i++) {
          const [next, milliseconds] = take(bucket, scheduler.now())
          bucket = next
          if (milliseconds === 0) continue
          if (i > first) yield chunk.slice(first, i) // what may go now, before the wait
          first = i
          await wait(Math.ceil(milliseconds), signal, scheduler)
          if (signal.aborted) return
        }
        yield chunk.slice(first)
      }
    },
  })
}

/**
 * Passes at most `perSecond` items a second on, and up to `burst` at once after a pause; the others wait, at most
 * `waiting` of them (default 1024): one more is a `RangeError` in the error channel, for an observable cannot be asked
 * to wait. Sources that are pulled wait by `limitSource`; for those that push, a buffer with a policy comes before
 * (`buffer`). An error passes at once, the end when all have gone. Throws `RangeError` for options out of range.
 */
export const limitRate = <A>({
  waiting = 1024,
  ...options
}: RateOptions & { readonly waiting?: number }): OperatorFunction<A, A> => {
  const { scheduler, ...rate } = checked(options)
  positive('limitRate', 'waiting', waiting)
  const take = takeToken(rate)
  return (source) =>
    new Observable((subscriber) => {
      let bucket: TokenBucket = { tokens: rate.burst, at: scheduler.now() }
      const queue: A[] = []
      let ended = false
      let timer: Subscription | undefined
      subscriber.add(() => timer?.unsubscribe())
      const pass = (item: A): void => {
        const [next, milliseconds] = take(bucket, scheduler.now())
        bucket = next
        if (milliseconds === 0) subscriber.next(item)
        else {
          queue.unshift(item)
          timer = scheduler.schedule(() => {
            timer = undefined
            subscriber.next(queue.shift()!)
            drain()
          }, Math.ceil(milliseconds))
        }
      }
      const drain = (): void => {
        while (timer === undefined && queue.length > 0 && !subscriber.closed) pass(queue.shift()!)
        if (ended && queue.length === 0) subscriber.complete()
      }
      subscriber.add(
        source.subscribe({
          next: (item) => {
            if (queue.length >= waiting) {
              subscriber.error(
                new RangeError(`limitRate: more than ${waiting} items wait; slow the source down or buffer it`),
              )
              return
            }
            queue.push(item)
            drain()
          },
          error: (error) => subscriber.error(error),
          complete: () => {
            ended = true
            drain()
          },
        }),
      )
    })
}
