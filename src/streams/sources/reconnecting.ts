/** Going on after a fault that passes. */
import { asyncScheduler, type SchedulerLike } from 'rxjs'
import type { BackOff } from './backOff.js'
import type { Source } from './source.js'
import { SourceError } from './sourceError.js'
import { wait } from './wait.js'

/** A fault, and how long after it the source is opened again. */
export interface Reconnection {
  readonly fault: SourceError
  readonly attempt: number
  readonly milliseconds: number
}

export interface ReconnectingOptions {
  /** Attempts without a record between them, after which the fault is passed on (default: no end). */
  readonly attempts?: number
  /** Is told each fault that is waited out. */
  readonly notice?: (reconnection: Reconnection) => void
  readonly scheduler?: SchedulerLike
}

/**
 * After a transient `SourceError` the source is opened again, after its last record and a wait, the back-off's or the
 * longer one that the server asks for; other faults pass on. A
 * record ends the series of attempts, so that the next wait is short again. What comes while nothing is connected is lost
 * where the source cannot go back (its offsets are `null`), and only there.
 * Metrics: `faults`, transient ones met; `reconnects`, those after which a record or the end came; `attempt`, 0 while it works.
 */
export const reconnecting =
  (
    backOff: BackOff,
    { attempts = Number.POSITIVE_INFINITY, notice, scheduler = asyncScheduler }: ReconnectingOptions = {},
  ) =>
  <A>(source: Source<A>): Source<A> => {
    let faults = 0
    let reconnects = 0
    let attempt = 0
    const works = (): void => {
      if (attempt > 0) reconnects++
      attempt = 0
    }
    return {
      name: source.name,
      open: async function* (from, signal) {
        let last = from
        attempt = 0
        while (!signal.aborted) {
          try {
            for await (const chunk of source.open(last, signal)) {
              works()
              last = chunk.at(-1)!.offset
              yield chunk
            }
            works()
            return
          } catch (fault) {
            if (!(fault instanceof SourceError && fault.transient) || attempt >= attempts) throw fault
            attempt++
            faults++
            const milliseconds = Math.max(fault.retryAfter, backOff(attempt, faults))
            notice?.({ fault, attempt, milliseconds })
            await wait(milliseconds, signal, scheduler)
          }
        }
      },
      metrics: () => ({ ...source.metrics?.(), faults, reconnects, attempt }),
    }
  }
