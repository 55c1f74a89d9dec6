/** What learns from one record at a time. */

/** A record and its label. */
export interface Labelled<X, Y> {
  readonly x: X
  readonly y: Y
}

/** A record that is predicted and then learnt; `asked` is what the prediction sees, where that is not `x`. */
export interface Trial<X, Y> extends Labelled<X, Y> {
  readonly asked?: X
}

/**
 * A learner of records: all that it has learnt is one immutable value `S`, of JSON and tensors, so that it can be
 * compared, saved and resumed. It predicts `P` from `X`, and learns from `X` with its label `Y`.
 */
export interface Online<S, X, Y, P> {
  /** Before the first record. */
  readonly init: S
  readonly predictOne: (state: S, x: X) => P
  readonly learnOne: (state: S, x: X, y: Y) => S
  /**
   * Many records in turn, for speed: the state after them and, where `wanted`, what each was predicted before it was
   * learnt, else none. Law: it is `predictOne` and then `learnOne` of each, bit for bit. See `learnMany`, `predictThenLearn`.
   */
  readonly trials?: (state: S, trials: readonly Trial<X, Y>[], wanted: boolean) => readonly [S, readonly P[]]
  /** One step for a whole batch, by its mean. Law: of a single record it is `learnOne`. Of none it changes nothing. */
  readonly learnBatch?: (state: S, batch: readonly Labelled<X, Y>[]) => S
}

/** What learns from records how to transform them: scaling, encoding. It sees no labels. */
export interface OnlineTransform<S, X, Z> {
  readonly init: S
  readonly transformOne: (state: S, x: X) => Z
  readonly learnOne: (state: S, x: X) => S
}
