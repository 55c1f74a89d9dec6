/** Learning from records as they come. */
import type { OperatorFunction } from 'rxjs'
import type { Labelled, Online } from '../online/online.js'
import type { Received } from '../sources/source.js'
import { type OneToOne, type Stated, stated } from './machine.js'

/** A record and its label; `null` where it has none, or none yet. */
export type MaybeLabelled<X, Y> = Labelled<X, Y | null>

/** `learnOne` as a machine. */
export const learnMachine = <S, X, Y>({
  init,
  learnOne,
}: Online<S, X, Y, unknown>): OneToOne<S, MaybeLabelled<X, Y>, MaybeLabelled<X, Y>> => ({
  init,
  step: (state, record) => [record.y === null ? state : learnOne(state, record.x, record.y), record],
})

/**
 * Learns from each record that has a label, from a state on: emits every record with the state after it, and its
 * offset.
 * Law: the states are those of `reduce(learnOne)`; a record without a label changes none, and its offset goes on.
 *
 * @example received(source).pipe(learnOne(logisticRegression()))
 */
export const learnOne = <S, X, Y>(
  online: Online<S, X, Y, unknown>,
  from: S = online.init,
): OperatorFunction<Received<MaybeLabelled<X, Y>>, Stated<S, MaybeLabelled<X, Y>>> => stated(learnMachine(online), from)
