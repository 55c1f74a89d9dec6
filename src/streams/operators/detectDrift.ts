/** Learning that notices when the world has changed, and answers. */
import type { OperatorFunction } from 'rxjs'
import type { Detector, Verdict } from '../drift/detector.js'
import type { Response } from '../drift/response.js'
import type { Online } from '../online/online.js'
import type { Received } from '../sources/source.js'
import type { MaybeLabelled } from './learnOne.js'
import { type OneToOne, type Stated, stated } from './machine.js'
import type { Tested } from './prequential.js'

export interface DetectDriftOptions<S, D, M, X, Y, P> {
  readonly online: Online<S, X, Y, P>
  readonly detector: Detector<D>
  /**
   * What the detector sees of a labelled record: for DDM and EDDM 1 if the prediction is wrong, else 0. See `wrong`,
   * `absoluteError`.
   */
  readonly error: (prediction: P, y: Y) => number
  /** What to do: `reset`, `raiseRate`, `swapIn`, `learnOn`, or a function of your own. */
  readonly respond: Response<S, M, X, Y>
}

/** The learner with what watches it, as one value. */
export interface DriftState<S, D, M> {
  readonly learner: S
  readonly detector: D
  /** What the response remembers. */
  readonly memory: M
  /** Drifts so far. */
  readonly drifts: number
}

/** A test, and the verdict on all errors so far; without a label as before. */
export interface Watched<X, Y, P> extends Tested<X, Y, P> {
  readonly verdict: Verdict
}

type Learn<S, D, M, X, Y, P> = (state: DriftState<S, D, M>, x: X, y: Y, prediction: P) => DriftState<S, D, M>
const learning =
  <S, D, M, X, Y, P>({ detector, error, respond }: DetectDriftOptions<S, D, M, X, Y, P>): Learn<S, D, M, X, Y, P> =>
  (state, x, y, prediction) => {
    const next = detector.update(state.detector, error(prediction, y))
    const verdict = detector.verdict(next)
    const { learner, memory } = respond.learn({ learner: state.learner, memory: state.memory }, verdict, x, y)
    return { learner, memory, detector: next, drifts: state.drifts + (verdict === 'drift' ? 1 : 0) }
  }
const beginning = <S, D, M, X, Y, P>({
  online,
  detector,
  respond,
}: DetectDriftOptions<S, D, M, X, Y, P>): DriftState<S, D, M> => ({
  learner: online.init,
  detector: detector.init,
  memory: respond.memory,
  drifts: 0,
})

/**
 * The same as a learner of its own: for pipelines, and wherever learners go. To learn a record, it predicts it first.
 */
export const driftAware = <S, D, M, X, Y, P>(
  options: DetectDriftOptions<S, D, M, X, Y, P>,
): Online<DriftState<S, D, M>, X, Y, P> => {
  const { predictOne } = options.online
  const learn = learning(options)
  return {
    init: beginning(options),
    predictOne: ({ learner }, x) => predictOne(learner, x),
    learnOne: (state, x, y) => learn(state, x, y, predictOne(state.learner, x)),
  }
}

/** `detectDrift` as a machine. */
export const driftMachine = <S, D, M, X, Y, P>(
  options: DetectDriftOptions<S, D, M, X, Y, P>,
): OneToOne<DriftState<S, D, M>, MaybeLabelled<X, Y>, Watched<X, Y, P>> => {
  const { online, detector } = options
  const learn = learning(options)
  return {
    init: beginning(options),
    step: (state, { x, y }) => {
      const prediction = online.predictOne(state.learner, x)
      const next = y === null ? state : learn(state, x, y, prediction)
      return [next, { x, y, prediction, verdict: detector.verdict(next.detector) }]
    },
  }
}

/**
 * `prequential` with a detector on the errors: predicts each record; where it has a label, the detector sees the error,
 * and `respond` learns the record as the verdict demands. Emits prediction, verdict, and the state of all in one value.
 * Laws: with `learnOn` the learner is that of `prequential`; the verdicts are the detector's on the errors of the
 * predictions emitted.
 *
 * @example detectDrift({ online: learner, detector: ddm(), error: wrong, respond: swapIn(learner) })
 */
export const detectDrift = <S, D, M, X, Y, P>(
  options: DetectDriftOptions<S, D, M, X, Y, P>,
  from?: DriftState<S, D, M>,
): OperatorFunction<Received<MaybeLabelled<X, Y>>, Stated<DriftState<S, D, M>, Watched<X, Y, P>>> => {
  const machine = driftMachine(options)
  return stated(machine, from ?? machine.init)
}

/** 1 where the most probable class (the first at a tie) is not the label, else 0; of no class 1. */
export const wrong = (prediction: Readonly<Record<string, number>>, y: string | number | boolean): number => {
  let [best, most] = ['', Number.NEGATIVE_INFINITY]
  for (const name in prediction) if (prediction[name]! > most) [best, most] = [name, prediction[name]!]
  return best === String(y) && most > Number.NEGATIVE_INFINITY ? 0 : 1
}

/** How far a predicted number is from the label. */
export const absoluteError = (prediction: number, y: number): number => Math.abs(prediction - y)
