/** What tells from a stream of numbers that it has changed. */

/**
 * `drift`: what comes is no longer what came. `warning`: it may be about to change; what is learnt from here on, a new
 * model can begin with.
 */
export type Verdict = 'stable' | 'warning' | 'drift'

/**
 * A detector of change in a stream of numbers, mostly the errors of a learner: its state is one immutable value of
 * JSON, so that it is saved and resumed with the learner. `update` is pure, and takes one number in order.
 * Laws: a constant stream is stable for ever; the same numbers give the same verdicts; `drift` is the verdict of one
 * state: the next `update` begins anew, or with what came since the change.
 */
export interface Detector<S> {
  /** Before the first number. */
  readonly init: S
  /** Throws `RangeError` for a number that it is not made for, such as NaN. */
  readonly update: (state: S, value: number) => S
  /** Of the numbers so far. */
  readonly verdict: (state: S) => Verdict
}
