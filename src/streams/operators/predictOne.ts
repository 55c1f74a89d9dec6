/** Predicting records as they come. */
import { map, type Observable, type OperatorFunction, pipe, startWith, withLatestFrom } from 'rxjs'
import type { Online } from '../online/online.js'
import type { Received } from '../sources/source.js'

/** A record and what was predicted of it. */
export interface Predicted<X, P> {
  readonly x: X
  readonly prediction: P
}

/**
 * Predicts each record by what was learnt: by `state`, and from the moment that `states` emits another by that. Nothing
 * is learnt. An error of `states` is one of the stream; its end is not the end.
 *
 * @example received(questions).pipe(predictOne(learner, saved.state, reloaded))
 */
export const predictOne = <S, X, P>(
  { predictOne: predict }: Online<S, X, never, P>,
  state: S,
  states?: Observable<S>,
): OperatorFunction<Received<X>, Received<Predicted<X, P>>> => {
  const told = ({ value: x, offset }: Received<X>, now: S): Received<Predicted<X, P>> => ({
    value: { x, prediction: predict(now, x) },
    offset,
  })
  return states === undefined
    ? map((record) => told(record, state))
    : pipe(
        withLatestFrom(states.pipe(startWith(state))),
        map(([record, now]) => told(record, now)),
      )
}
