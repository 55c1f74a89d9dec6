/** Saving states while a run goes on. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike, type Subscription } from 'rxjs'
import { positive } from '../../core/positive.js'

export interface CheckpointOptions<S, E> {
  /** Saves a state. It is not called again before it is done. */
  readonly save: (state: S) => TaskEither<E, unknown>
  /** After so many states each. */
  readonly every?: number
  /** What a state counts for (default 1): the records since the one before, where states come after several. */
  readonly size?: (state: S) => number
  /** Or so many milliseconds after the first state that is not saved; whichever is first. */
  readonly interval?: number
  /** So many saves in a row may fail (default 0); each is tried again with the next state that is due. */
  readonly failures?: number
  /** What failed and was let pass. */
  readonly onFailure?: (error: E) => void
  /** Whose clock it is (default: the real one). */
  readonly scheduler?: SchedulerLike
}

/**
 * Passes states on as they come, and saves one each `every` states or `interval` milliseconds. Never are two saved at
 * once: while one is being saved, the latest that is due waits, and takes the place of an earlier one that does. When
 * the source ends, or fails, the last state is saved if it is not, and only then does the stream end or fail.
 *
 * Back-pressure: saving does not hold the source back, and keeps two states at most, the one being saved and the one
 * that waits. A save slower than the interval makes checkpoints rarer, never more. The end waits for the save. Whoever
 * unsubscribes gets no last save: end the source instead (`takeUntil` before this).
 *
 * A `Left` of a save is an error of the stream, once more than `failures` in a row failed. That of the last save always
 * is, but where the source has failed: then that is the error, and the `Left` goes to `onFailure`.
 * Throws `RangeError` for options out of range.
 */
export const checkpointEvery = <S, E>({
  save,
  every,
  size = () => 1,
  interval,
  failures = 0,
  onFailure = () => {},
  scheduler = asyncScheduler,
}: CheckpointOptions<S, E>): OperatorFunction<S, S> => {
  if (every === undefined && interval === undefined)
    throw new RangeError('checkpointEvery: give a count, an interval, or both')
  if (every !== undefined) positive('checkpointEvery', 'every', every)
  if (interval !== undefined && !(interval > 0))
    throw new RangeError(`checkpointEvery: interval must be more than 0 milliseconds, got ${interval}`)
  if (!Number.isInteger(failures) || failures < 0)
    throw new RangeError(`checkpointEvery: failures must be a whole number from 0, got ${failures}`)
  return (source) =>
    new Observable((subscriber) => {
      let last: { readonly state: S } | null = null // the latest that is not saved, nor being saved
      let unsaved = 0
      let due = false
      let saving = false
      let failed = 0
      let ending: { readonly how: () => void; readonly broken: boolean } | null = null
      let timer: Subscription | undefined
      subscriber.add(() => timer?.unsubscribe())

      const proceed = (): void => {
        if (saving || subscriber.closed) return
        if (last !== null && (due || ending !== null)) begin(last)
        else ending?.how()
      }
      const begin = (taken: { readonly state: S }): void => {
        timer?.unsubscribe()
        timer = undefined
        last = null
        unsaved = 0
        due = false
        saving = true
        const done = (result: E.Either<E, unknown>): void => {
          saving = false
          if (E.isLeft(result)) {
            failed++
            last ??= taken
            const isLast = ending !== null && last === taken
            if (!ending?.broken && (isLast || failed > failures)) {
              subscriber.error(result.left)
              return
            }
            onFailure(result.left)
            if (isLast) last = null // the source's own error says more
          } else failed = 0
          proceed()
        }
        const broken = (error: unknown): void => subscriber.error(error)
        try {
          save(taken.state)().then(done).catch(broken)
        } catch (error) {
          broken(error)
        }
      }
      const ends = (how: () => void, broken: boolean): void => {
        ending = { how, broken }
        timer?.unsubscribe()
        proceed()
      }
      subscriber.add(
        source.subscribe({
          next: (state) => {
            last = { state }
            unsaved += size(state)
            if (every !== undefined && unsaved >= every) due = true
            if (interval !== undefined)
              timer ??= scheduler.schedule(() => {
                due = true
                proceed()
              }, interval)
            proceed()
            subscriber.next(state)
          },
          error: (error) => ends(() => subscriber.error(error), true),
          complete: () => ends(() => subscriber.complete(), false),
        }),
      )
    })
}
