/** How fast a run goes, and how long it will take. */
import { defer, map, type OperatorFunction } from 'rxjs'
import type { Fit } from './fitState.js'

export interface Progress {
  /** Epochs finished. */
  readonly epoch: number
  readonly epochs: number
  /** Share of the present epoch that is done, 0 to 1. */
  readonly done: number
  /** Examples a second, validation included, since the run (or its resumption) began; NaN before any time has passed. */
  readonly rowsPerSecond: number
  /** Seconds left if all epochs run; NaN while the rate is not known. */
  readonly secondsLeft: number
  /** Mean training loss of the present epoch so far, or of the last one. */
  readonly loss: number
  /** What validation measured last. */
  readonly metrics: Readonly<Record<string, number>>
}

/**
 * Beside each state of a run, its progress. `rows` are the examples of an epoch, `size` those of a batch; `start` is the
 * state the run goes on from. `now` gives milliseconds; the clock starts with the subscription.
 */
export const withProgress =
  <P, S, T>(
    {
      rows,
      epochs,
      size,
      now = () => performance.now(),
    }: {
      readonly rows: number
      readonly epochs: number
      readonly size: number
      readonly now?: () => number
    },
    start: Fit<P, S, T>,
  ): OperatorFunction<Fit<P, S, T>, readonly [Fit<P, S, T>, Progress]> =>
  (source) => {
    const seen = ({ position }: Fit<P, S, T>): number => position.epoch * rows + Math.min(position.batch * size, rows)
    const at = (fit: Fit<P, S, T>, seconds: number): Progress => {
      const last = fit.history.at(-1)
      const rowsPerSecond = seconds > 0 ? (seen(fit) - seen(start)) / seconds : Number.NaN
      return {
        epoch: fit.position.epoch,
        epochs,
        done: Math.min((fit.position.batch * size) / rows, 1),
        rowsPerSecond,
        secondsLeft: rowsPerSecond > 0 ? (epochs * rows - seen(fit)) / rowsPerSecond : Number.NaN,
        loss: fit.running.rows > 0 ? fit.running.loss / fit.running.rows : (last?.loss ?? Number.NaN),
        metrics: last?.metrics ?? {},
      }
    }
    return defer(() => {
      const began = now()
      return source.pipe(map((fit) => [fit, at(fit, (now() - began) / 1000)] as const))
    })
  }
