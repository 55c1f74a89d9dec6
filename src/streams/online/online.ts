/** What learns from one record at a time. */

/**
 * A learner of records: all that it has learnt is one immutable value `S`, of JSON and tensors, so that it can be
 * compared, saved and resumed. It predicts `P` from `X`, and learns from `X` with its label `Y`.
 */
export interface Online<S, X, Y, P> {
  /** Before the first record. */
  readonly init: S
  readonly predictOne: (state: S, x: X) => P
  readonly learnOne: (state: S, x: X, y: Y) => S
}

/** What learns from records how to transform them: scaling, encoding. It sees no labels. */
export interface OnlineTransform<S, X, Z> {
  readonly init: S
  readonly transformOne: (state: S, x: X) => Z
  readonly learnOne: (state: S, x: X) => S
}
