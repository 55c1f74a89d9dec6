/** Measuring a model now and then while it learns. */
import { asyncScheduler, defer, map, type OperatorFunction, type SchedulerLike } from 'rxjs'
import { positive } from '../../core/positive.js'
import type { Validation } from '../fitState.js'

export interface ValidateOptions<S> {
  /** What a state is worth, mostly on examples held out: see `score`. */
  readonly measure: (state: S) => Validation
  /** After so many states each. */
  readonly every?: number
  /** Or when so many milliseconds have passed, with the first state after that; whichever is first. */
  readonly interval?: number
  /** Whose clock it is (default: the real one). */
  readonly scheduler?: SchedulerLike
}
/** A state, and what was measured of it: `null` where it was not its turn. */
export interface Validated<S> {
  readonly state: S
  readonly validation: Validation | null
}

/**
 * Measures each `every`th state, or the first after each `interval`, and passes all states on. Nothing is pulled while
 * it measures.
 * Law: the states are those of the source, each `measure`d at most once. Throws `RangeError` for options out of range.
 *
 * @example states.pipe(validate({ every: 100, measure: ({ params, state }) => held({ params, state }) }))
 */
export const validate = <S>({
  measure,
  every,
  interval,
  scheduler = asyncScheduler,
}: ValidateOptions<S>): OperatorFunction<S, Validated<S>> => {
  if (every === undefined && interval === undefined)
    throw new RangeError('validate: give a count, an interval, or both')
  if (every !== undefined) positive('validate', 'every', every)
  if (interval !== undefined && !(interval > 0))
    throw new RangeError(`validate: interval must be more than 0 milliseconds, got ${interval}`)
  return (source) =>
    defer(() => {
      let seen = 0
      let since = scheduler.now()
      return source.pipe(
        map((state) => {
          seen++
          const due = seen === every || (interval !== undefined && scheduler.now() - since >= interval)
          if (!due) return { state, validation: null }
          const validation = measure(state)
          seen = 0
          since = scheduler.now()
          return { state, validation }
        }),
      )
    })
}
