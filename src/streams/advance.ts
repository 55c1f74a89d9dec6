/** One training step as a pure function. */
import type { Key } from '../core/key.js'
import { literal, type Scalar } from '../core/tensor.js'
import { mapTree } from '../core/tree.js'
import { compile } from '../engine/compile.js'
import { settle } from '../engine/read.js'
import { diff } from '../grad/diff.js'
import type { Mode } from '../models/model.js'
import { add } from '../ops/add.js'
import { foldInKey, type KeyTensor, keyTensor } from '../ops/random.js'
import { stopGradient } from '../ops/stopGradient.js'
import { onesLike, zerosLike } from '../ops/sum.js'
import { applyStep, type Optimizer } from '../optim/optimizer.js'

/** What training carries from step to step: a tree of tensors, so it can be compiled, compared and saved. */
export interface Training<P, S, O> {
  readonly params: P
  /** The model's other state: running statistics. */
  readonly state: S
  readonly optimizer: O
  /** Where random numbers come from: step `n` draws with `foldIn(key, n)`. */
  readonly key: KeyTensor
  /** Steps taken. */
  readonly step: Scalar<'i32'>
  /** Loss of the batch of the last step, before it; NaN at the start. */
  readonly loss: Scalar
}

/** Loss of a batch, and the model's state after it. */
export type Objective<P, S, B> = (params: P, state: S, batch: B, mode: Mode) => readonly [loss: Scalar, state: S]

/** The state before the first step. */
export const begin = <P, S, O>(
  { params, state }: { readonly params: P; readonly state: S },
  optimizer: Optimizer<P, O>,
  key: Key,
): Training<P, S, O> =>
  settle({
    params,
    state,
    optimizer: optimizer.init(params),
    key: keyTensor(key),
    step: literal([], [0], 'i32'),
    loss: literal([], [Number.NaN]),
  })

/** What a batch says of a model, as an expression. */
export interface Slope<P, S> {
  readonly loss: Scalar
  readonly gradient: P
  /** The model's state after the batch. */
  readonly state: S
}

/** Loss of a batch and its gradient, with the random numbers of the present step. */
export const slope =
  <P, S, O, B>(objective: Objective<P, S, B>) =>
  (now: Training<P, S, O>, batch: B): Slope<P, S> => {
    const mode: Mode = { train: true, key: foldInKey(now.key, now.step) }
    const [[loss, state], back] = diff((params: P) => {
      const [value, next] = objective(params, now.state, batch, mode)
      return [value, mapTree((x) => stopGradient(x), next)] as const
    })(now.params)
    return { loss, state, gradient: back([onesLike(loss), mapTree((x) => zerosLike(x), state)]) }
  }

/** One step as an expression: nothing is computed yet. */
export const step =
  <P, S, O, B>(objective: Objective<P, S, B>, optimizer: Optimizer<P, O>) =>
  (now: Training<P, S, O>, batch: B): Training<P, S, O> => {
    const { loss, gradient, state } = slope<P, S, O, B>(objective)(now, batch)
    const [delta, optimizerState] = optimizer.update(gradient, now.optimizer, now.params)
    return {
      params: applyStep(now.params, delta),
      state,
      optimizer: optimizerState,
      key: now.key,
      step: add(now.step, 1),
      loss,
    }
  }

/**
 * One step, computed: the same state and batch give the same state, bit for bit. Compiled once for each shape of batch;
 * keep what `advance(objective, optimizer)` returns for all steps.
 */
export const advance = <P, S, O, B>(
  objective: Objective<P, S, B>,
  optimizer: Optimizer<P, O>,
): ((now: Training<P, S, O>, batch: B) => Training<P, S, O>) => {
  const next = step(objective, optimizer)
  const run = compile(([now, batch]: readonly [Training<P, S, O>, B]) => next(now, batch))
  return (now, batch) => run([now, batch])
}
