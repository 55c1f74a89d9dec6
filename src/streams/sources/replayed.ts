/** A recorded source at the speed at which it once came, or faster. */
import { asyncScheduler, type SchedulerLike } from 'rxjs'
import type { Received, Source } from './source.js'
import { wait } from './wait.js'

export type ReplayOptions<A> = {
  /** How many times faster than recorded (default 1). */
  readonly speed?: number
  readonly scheduler?: SchedulerLike
} & (
  | {
      /** When a record came, in milliseconds. */
      readonly timeOf: (value: A) => number
    }
  | {
      /** Milliseconds from one record to the next. */
      readonly interval: number
    }
)

/**
 * The records of a source, each when it is due: the first at once, the others as long after it as they were recorded after
 * it, divided by `speed`; what is due together comes together. A consumer that is slower gets what is due at once when it
 * pulls. A time that is not finite or goes back is that of the record before. Throws `RangeError` for a speed or interval
 * that is not positive.
 *
 * @example replayed({ timeOf: ({ at }) => Date.parse(at), speed: 60 })(trades) // an hour a minute
 */
export const replayed = <A>(options: ReplayOptions<A>): ((source: Source<A>) => Source<A>) => {
  const { speed = 1, scheduler = asyncScheduler } = options
  const step = 'interval' in options ? options.interval : 1
  if (!(speed > 0)) throw new RangeError(`replayed: speed must be positive, got ${speed}`)
  if (!(step > 0)) throw new RangeError(`replayed: interval must be positive, got ${step}`)
  const timeOf = 'interval' in options ? undefined : options.timeOf
  return (source) => ({
    ...source,
    open: async function* (from, signal) {
      let began = Number.NaN
      let first = Number.NaN
      let latest = Number.NEGATIVE_INFINITY
      let count = 0
      /** When a record is due, by the scheduler's clock. */
      const dueAt = (value: A): number => {
        const time = timeOf === undefined ? step * count++ : timeOf(value)
        if (Number.isFinite(time) && time > latest) latest = time
        if (Number.isNaN(first) && Number.isFinite(latest)) {
          first = latest
          began = scheduler.now()
        }
        return Number.isNaN(first) ? scheduler.now() : began + (latest - first) / speed
      }
      for await (const chunk of source.open(from, signal)) {
        let due: Received<A>[] = []
        for (const record of chunk) {
          const time = dueAt(record.value)
          if (time > scheduler.now()) {
            if (due.length > 0) yield due
            due = []
            // who pulled took its time meanwhile
            await wait(time - scheduler.now(), signal, scheduler)
            if (signal.aborted) return
          }
          due.push(record)
        }
        if (due.length > 0) yield due
      }
    },
  })
}
