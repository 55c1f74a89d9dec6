/** What sources count, as a stream. */
import { distinctUntilChanged, map, type Observable, type SchedulerLike, timer } from 'rxjs'
import type { Metrics } from './source.js'

const same = (a: Metrics, b: Metrics): boolean => {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.is(a[name], b[name]))
}

/**
 * The metrics now and every so many milliseconds, where they changed. Asking costs the source nothing meanwhile.
 *
 * @example metricsEvery(1000, ticks).subscribe(({ received, dropped }) => …)
 */
export const metricsEvery = (
  milliseconds: number,
  { metrics }: { readonly metrics?: () => Metrics },
  scheduler?: SchedulerLike,
): Observable<Metrics> =>
  timer(0, milliseconds, scheduler).pipe(
    map(() => metrics?.() ?? {}),
    distinctUntilChanged(same),
  )
