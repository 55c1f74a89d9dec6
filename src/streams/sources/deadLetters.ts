/** The records that decode, and beside them the stream of those that do not. */
import * as E from 'fp-ts/lib/Either.js'
import { Observable, type OperatorFunction, Subject } from 'rxjs'
import type { DeadLetter, Decoded } from './deadLetter.js'
import type { Metrics, Received } from './source.js'

/** Where dead letters go. */
export interface DeadLetters {
  /** Lets pass what decodes; the rest goes to `letters`. */
  readonly sort: <A>() => OperatorFunction<Received<Decoded<A>>, Received<A>>
  /** Every dead letter from now on; hot, ends never. */
  readonly letters: Observable<DeadLetter>
  /** `{ decoded, deadLetters }`: how many went each way, over all subscriptions. */
  readonly metrics: () => Metrics
}

/**
 * A place for dead letters. Learning goes on with what `sort` lets pass; `letters` emits each dead letter before the next
 * record passes, and drops it where nobody listens, yet counted.
 *
 * @example received(ticks).pipe(dead.sort(), map(({ value }) => value.price))
 */
export const deadLetters = (): DeadLetters => {
  const letters = new Subject<DeadLetter>()
  let good = 0
  let bad = 0
  return {
    sort: () => (records) =>
      new Observable((subscriber) =>
        records.subscribe({
          next: ({ value, offset }) => {
            if (E.isRight(value)) {
              good++
              subscriber.next({ value: value.right, offset })
            } else {
              bad++
              letters.next(value.left)
            }
          },
          error: (error) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      ),
    letters: letters.asObservable(),
    metrics: () => ({ decoded: good, deadLetters: bad }),
  }
}
