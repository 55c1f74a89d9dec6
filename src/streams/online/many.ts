/** Learning many records at once, with what would be learnt one by one. */
import type { Labelled, Online, Trial } from './online.js'

/** `predictOne` and then `learnOne` of each record in turn. */
const inTurn = <S, X, Y, P>(
  { predictOne, learnOne }: Online<S, X, Y, P>,
  state: S,
  trials: readonly Trial<X, Y>[],
  wanted: boolean,
): readonly [S, readonly P[]] => {
  const predictions: P[] = []
  for (const trial of trials) {
    if (wanted) predictions.push(predictOne(state, trial.asked === undefined ? trial.x : trial.asked))
    state = learnOne(state, trial.x, trial.y)
  }
  return [state, predictions]
}

/** What a learner makes of trials, by its own way for many where it has one. */
export const tried = <S, X, Y, P>(
  online: Online<S, X, Y, P>,
  state: S,
  trials: readonly Trial<X, Y>[],
  wanted: boolean,
): readonly [S, readonly P[]] =>
  online.trials === undefined ? inTurn(online, state, trials, wanted) : online.trials(state, trials, wanted)

/**
 * `records.reduce(learnOne)`, bit for bit, and many times as fast for learners that compute many steps in one call: one
 * step for each record. One mean step for all of them is `learnBatch`.
 *
 * @example learnMany(logisticRegression())(state, [{ x: { age: 0.3 }, y: 1 }, { x: { age: -0.2 }, y: 0 }])
 */
export const learnMany =
  <S, X, Y>(online: Online<S, X, Y, unknown>) =>
  (state: S, records: readonly Labelled<X, Y>[]): S =>
    tried(online, state, records, false)[0]

/** `learnMany`, and what was predicted of each record before it was learnt: what prequential evaluation needs. */
export const predictThenLearn =
  <S, X, Y, P>(online: Online<S, X, Y, P>) =>
  (state: S, records: readonly Labelled<X, Y>[]): readonly [state: S, predictions: readonly P[]] =>
    tried(online, state, records, true)
