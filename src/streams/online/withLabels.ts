/** A learner with other labels and other predictions. */
import { tried } from './many.js'
import type { Labelled, Online, Trial } from './online.js'

export interface Relabelling<Y, Y2, P, P2> {
  /** The label that the learner takes, of the one that is given. */
  readonly target: (y: Y2) => Y
  /** What the learner's prediction means. */
  readonly prediction: (p: P) => P2
}

/**
 * The same learner between other labels and predictions: names of classes for indexes, probabilities for logits.
 *
 * @example withLabels({ target: (y: string) => literal([1], [y === 'up' ? 1 : 0]), prediction: (z) => readScalar(sigmoid(sum(z))) })
 */
export const withLabels =
  <Y, Y2, P, P2>({ target, prediction }: Relabelling<Y, Y2, P, P2>) =>
  <S, X>(online: Online<S, X, Y, P>): Online<S, X, Y2, P2> => {
    const { learnBatch } = online
    return {
      init: online.init,
      predictOne: (state, x) => prediction(online.predictOne(state, x)),
      learnOne: (state, x, y) => online.learnOne(state, x, target(y)),
      trials: (state, trials, wanted) => {
        const inner = trials.map((trial): Trial<X, Y> => ({ ...trial, y: target(trial.y) }))
        const [next, predictions] = tried(online, state, inner, wanted)
        return [next, predictions.map(prediction)]
      },
      ...(learnBatch === undefined
        ? {}
        : {
            learnBatch: (state, batch) =>
              learnBatch(
                state,
                batch.map(({ x, y }): Labelled<X, Y> => ({ x, y: target(y) })),
              ),
          }),
    }
  }
