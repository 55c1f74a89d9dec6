/** Waiting that an abort ends at once. */
import { asyncScheduler, type SchedulerLike, Subscription } from 'rxjs'

/** Timers count no further than 2³¹ - 1 milliseconds, 24 days. */
const longest = 2 ** 30

/** Resolves after `milliseconds` by the scheduler's clock, or when `signal` aborts, whichever is first. */
export const wait = (
  milliseconds: number,
  signal: AbortSignal,
  scheduler: SchedulerLike = asyncScheduler,
): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted || !(milliseconds > 0)) return resolve()
    const until = scheduler.now() + milliseconds
    const timers = new Subscription()
    const done = (): void => {
      signal.removeEventListener('abort', done)
      timers.unsubscribe()
      resolve()
    }
    const sleep = (left: number): void => {
      timers.add(
        scheduler.schedule(() => (left > longest ? sleep(until - scheduler.now()) : done()), Math.min(left, longest)),
      )
    }
    signal.addEventListener('abort', done)
    sleep(milliseconds)
  })
