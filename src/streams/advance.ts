/** One training step as a pure function. */

import { isFloat } from '../core/dtype.js'
import type { Key } from '../core/key.js'
import type { Shape } from '../core/shape.js'
import { literal, type Scalar, type Tensor } from '../core/tensor.js'
import { leaves, mapTree } from '../core/tree.js'
import { compile } from '../engine/compile.js'
import { fold } from '../engine/fold.js'
import { settle } from '../engine/read.js'
import { diff } from '../grad/diff.js'
import type { Mode } from '../models/model.js'
import { add } from '../ops/add.js'
import { cast } from '../ops/cast.js'
import { mul } from '../ops/mul.js'
import { foldInKey, type KeyTensor, keyTensor } from '../ops/random.js'
import { stopGradient } from '../ops/stopGradient.js'
import { onesLike, sum, zerosLike } from '../ops/sum.js'
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

/**
 * `batches.reduce(advance(objective, optimizer), now)`, bit for bit, without handing the state back between steps: for
 * where nobody looks at it there. Batches are pulled some at a time.
 */
export const advanceAll = <P, S, O, B>(
  objective: Objective<P, S, B>,
  optimizer: Optimizer<P, O>,
): ((now: Training<P, S, O>, batches: Iterable<B>) => Training<P, S, O>) => fold(step(objective, optimizer))

/** What a run keeps of several steps. */
export interface Watched<P, S, O> {
  readonly training: Training<P, S, O>
  /** Sum of the losses, each times the rows of its batch. */
  readonly loss: Scalar<'f64'>
  /** 0, or NaN since loss, parameters or state were not finite after some step. */
  readonly broken: Scalar<'f64'>
}

/** A step that also sums losses and remembers whether all was finite: what a run reads after many of them at once. */
export const watchedStep = <P, S, O, B>(objective: Objective<P, S, B>, optimizer: Optimizer<P, O>) => {
  const next = step(objective, optimizer)
  return (
    now: Watched<P, S, O>,
    { batch, rows }: { readonly batch: B; readonly rows: Scalar<'f64'> },
  ): Watched<P, S, O> => {
    const training = next(now.training, batch)
    const floats = leaves([training.loss, training.params, training.state]).filter(({ dtype }) => isFloat(dtype))
    const zeros = floats.map((t) => cast(sum(mul(t as Tensor<Shape>, 0)), 'f64')) // NaN where one is not finite
    return {
      training,
      loss: add(now.loss, mul(cast(training.loss, 'f64'), rows)),
      broken: zeros.reduce<Scalar<'f64'>>((all, zero) => add(all, zero), now.broken),
    }
  }
}
