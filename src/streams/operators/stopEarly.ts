/** Early stopping of an endless run. */
import { defer, map, type OperatorFunction, takeWhile } from 'rxjs'
import { positive } from '../../core/positive.js'
import { type Best, better, exhausted } from '../stopEarly.js'
import type { Validated } from './validate.js'

/** How far early stopping is: what a checkpoint keeps of it. */
export interface Stopping<S> {
  /** Measured so far. */
  readonly validations: number
  /** The best so far, by the number of its validation from 1; `null` before the first that is not NaN. */
  readonly best: Best<S> | null
}
export interface Stoppable<S> extends Validated<S>, Stopping<S> {
  /** Whether this is the last. */
  readonly stopped: boolean
}

/** Before the first validation. */
export const beginStopping: Stopping<never> = { validations: 0, best: null }

/** What early stopping makes of one more state: the pure step of `stopEarly`. */
export const stopStep =
  (patience: number) =>
  <S>({ validations, best }: Stopping<S>, { state, validation }: Validated<S>): Stoppable<S> => {
    if (validation === null) return { state, validation, validations, best, stopped: false }
    const epoch = validations + 1
    const next = better(best, { epoch, value: validation.value, snapshot: state })
    return { state, validation, validations: epoch, best: next, stopped: exhausted(next, epoch, patience) }
  }

/**
 * Ends the stream after `patience` validations without a better value than the best, the earlier at a tie; lower is
 * better, NaN never. Emits every state with the best so far, the last with `stopped`. Put it after `validate`; `from`
 * is how far an earlier run was.
 * Law: the best is the least of all values so far. Throws `RangeError` for a patience that is not a positive integer.
 */
export const stopEarly = <S>(
  patience: number,
  from: Stopping<S> = beginStopping,
): OperatorFunction<Validated<S>, Stoppable<S>> => {
  positive('stopEarly', 'patience', patience)
  const step = stopStep(patience)
  return (source) =>
    defer(() => {
      let now = from
      return source.pipe(
        map((validated) => {
          const next = step(now, validated)
          now = { validations: next.validations, best: next.best }
          return next
        }),
        takeWhile(({ stopped }) => !stopped, true),
      )
    })
}
