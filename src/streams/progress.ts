/** How fast a run goes, and how long it will take. */
import { map, type OperatorFunction } from 'rxjs'
import type { Fit } from './fit.js'

export interface Progress {
  /** Epochs finished. */
  readonly epoch: number
  readonly epochs: number
  /** Share of the present epoch that is done, 0 to 1. */
  readonly done: number
  /** Examples a second since the run (or its resumption) began. */
  readonly rowsPerSecond: number
  /** Seconds left if all epochs run; NaN before the first batch. */
  readonly secondsLeft: number
  /** Mean training loss of the present epoch so far, or of the last one. */
  readonly loss: number
  /** What validation measured last. */
  readonly metrics: Readonly<Record<string, number>>
}

/** Beside each state of a run, its progress. `now` gives milliseconds. */
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
    const began = now()
    const seen = ({ position }: Fit<P, S, T>): number => position.epoch * rows + Math.min(position.batch * size, rows)
    const before = seen(start)
    return source.pipe(
      map((fit) => {
        const rate = (seen(fit) - before) / ((now() - began) / 1000)
        const last = fit.history.at(-1)
        return [
          fit,
          {
            epoch: fit.position.epoch,
            epochs,
            done: Math.min((fit.position.batch * size) / rows, 1),
            rowsPerSecond: rate,
            secondsLeft: (epochs * rows - seen(fit)) / rate,
            loss: fit.running.rows > 0 ? fit.running.loss / fit.running.rows : (last?.loss ?? Number.NaN),
            metrics: last?.metrics ?? {},
          },
        ] as const
      }),
    )
  }
