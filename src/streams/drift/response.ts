/** What to do when a learner's errors drift: ready-made answers. */
import { positive } from '../../core/positive.js'
import type { Online } from '../online/online.js'
import type { Verdict } from './detector.js'

/** A learner, and what the response remembers. */
export interface Responding<S, M> {
  readonly learner: S
  readonly memory: M
}

/**
 * How a learner learns a record, given the verdict on its errors, this record's included: the function that says what
 * to do on drift.
 */
export interface Response<S, M, X, Y> {
  /** What it remembers before the first record: a value of JSON and tensors. */
  readonly memory: M
  readonly learn: (now: Responding<S, M>, verdict: Verdict, x: X, y: Y) => Responding<S, M>
}

/** Learns on, whatever the verdict: for those who only watch. */
export const learnOn = <S, X, Y>({ learnOne }: Online<S, X, Y, unknown>): Response<S, null, X, Y> => ({
  memory: null,
  learn: ({ learner }, _, x, y) => ({ learner: learnOne(learner, x, y), memory: null }),
})

/**
 * Begins anew at a drift: with `restart` of what was learnt, by default as before the first record.
 *
 * @example reset(pipeline(standardScaler(), model), ([scaler]) => [scaler, model.init])
 */
export const reset = <S, X, Y>(
  { init, learnOne }: Online<S, X, Y, unknown>,
  restart: (learner: S) => S = () => init,
): Response<S, null, X, Y> => ({
  memory: null,
  learn: ({ learner }, verdict, x, y) => ({
    learner: learnOne(verdict === 'drift' ? restart(learner) : learner, x, y),
    memory: null,
  }),
})

/**
 * Learns at a higher rate for `records` records from a drift on: by `fast`, the same learner with another rate. What
 * was learnt is kept.
 * Throws `RangeError` for a number of records that is not a positive integer.
 *
 * @example raiseRate(logisticRegression({ optimizer: gradientDescent({ rate: 0.01 }) }), logisticRegression({
 * optimizer: gradientDescent({ rate: 0.1 }) }), 500)
 */
export const raiseRate = <S, X, Y>(
  usual: Online<S, X, Y, unknown>,
  fast: Online<S, X, Y, unknown>,
  records: number,
): Response<S, number, X, Y> => {
  positive('raiseRate', 'records', records)
  return {
    memory: 0, // records left
    learn: ({ learner, memory }, verdict, x, y) => {
      const left = verdict === 'drift' ? records : memory
      return { learner: (left > 0 ? fast : usual).learnOne(learner, x, y), memory: Math.max(0, left - 1) }
    },
  }
}

/**
 * Trains a new model in the background from a warning on, beside the old one, and puts it in its place at the drift;
 * where the warning passes, it is dropped. A drift without a warning begins anew. Needs a detector that warns: DDM,
 * EDDM, or `warned`. Source: Gama et al. 2004, Gomes et al. 2017.
 */
export const swapIn = <S, X, Y>({ init, learnOne }: Online<S, X, Y, unknown>): Response<S, S | null, X, Y> => ({
  memory: null,
  learn: ({ learner, memory }, verdict, x, y) => {
    if (verdict === 'drift') return { learner: learnOne(memory ?? init, x, y), memory: null }
    const background = verdict === 'warning' ? learnOne(memory ?? init, x, y) : null
    return { learner: learnOne(learner, x, y), memory: background }
  },
})
