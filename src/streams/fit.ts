/** A whole training run as one fold: batches, epochs, validation, early stopping. */
import * as O from 'fp-ts/lib/Option.js'
import { from, type Observable, scan, takeWhile } from 'rxjs'
import type { Key } from '../core/key.js'
import { entries } from '../core/tree.js'
import { firstNotFinite } from '../engine/diagnose.js'
import { read, readScalar, settle } from '../engine/read.js'
import type { Optimizer } from '../optim/optimizer.js'
import { type Objective, step, type Training } from './advance.js'
import type { Dataset } from './dataset.js'
import { type Position, paced, type Signal, signals } from './signals.js'
import { type Best, better, exhausted } from './stopEarly.js'

/** Measures of one epoch. `value` is what early stopping watches: lower is better. */
export interface Validation {
  readonly value: number
  readonly metrics: Readonly<Record<string, number>>
}
export interface Epoch extends Validation {
  /** Epochs finished, from 1. */
  readonly epoch: number
  /** Mean training loss over the epoch's examples, each measured before its step. */
  readonly loss: number
}
/** Why a run ended. A divergence says where numbers stopped being finite. */
export type Reason =
  | { readonly reason: 'epochs' }
  | { readonly reason: 'patience' }
  | { readonly reason: 'diverged'; readonly step: number; readonly message: string }

export interface Snapshot<P, S> {
  readonly params: P
  readonly state: S
}
/** One immutable value holds the whole run: save it anywhere, go on from it exactly. */
export interface Fit<P, S, T> {
  readonly training: Training<P, S, T>
  readonly position: Position
  /** Sums over the present epoch. */
  readonly running: { readonly loss: number; readonly rows: number }
  readonly history: readonly Epoch[]
  readonly best: Best<Snapshot<P, S>> | null
  readonly stopped: Reason | null
}

export interface FitOptions<P, S, T, B> {
  readonly objective: Objective<P, S, B>
  readonly optimizer: Optimizer<P, T>
  /** Measures the model after an epoch; without it early stopping watches the training loss. */
  readonly validate?: (snapshot: Snapshot<P, S>) => Validation
  /** At most so many epochs in all. */
  readonly epochs: number
  /** Stop after so many epochs without a better value; `null` is never. */
  readonly patience: number | null
}

/** The run before its first step. */
export const beginFit = <P, S, T>(training: Training<P, S, T>): Fit<P, S, T> => ({
  training,
  position: { epoch: 0, batch: 0 },
  running: { loss: 0, rows: 0 },
  history: [],
  best: null,
  stopped: null,
})

const diverged = <P, S, T, B>(options: FitOptions<P, S, T, B>, now: Fit<P, S, T>, batch: B): Reason => {
  const next = step(options.objective, options.optimizer)(now.training, batch)
  const broken = entries(now.training.params).find(([, t]) => Array.from(read(t)).some((v) => !Number.isFinite(v)))
  const message = O.match(
    () => 'the loss is not finite',
    (found: { readonly message: string }) => found.message,
  )(firstNotFinite([next.loss]))
  const where = broken === undefined ? message : `parameter ${broken[0]} is no longer finite`
  return { reason: 'diverged', step: readScalar(next.step), message: where }
}

const takeBatch = <P, S, T, B>(
  options: FitOptions<P, S, T, B>,
  now: Fit<P, S, T>,
  batch: B,
  rows: number,
): Fit<P, S, T> => {
  const training = settle(step(options.objective, options.optimizer)(now.training, batch))
  const loss = readScalar(training.loss)
  if (!Number.isFinite(loss)) return { ...now, stopped: diverged(options, now, batch) }
  return {
    ...now,
    training,
    position: { epoch: now.position.epoch, batch: now.position.batch + 1 },
    running: { loss: now.running.loss + loss * rows, rows: now.running.rows + rows },
  }
}

const endEpoch = <P, S, T, B>(options: FitOptions<P, S, T, B>, now: Fit<P, S, T>): Fit<P, S, T> => {
  const { params, state } = now.training
  const epoch = now.position.epoch + 1
  const loss = now.running.loss / now.running.rows
  const validation = options.validate?.({ params, state }) ?? { value: loss, metrics: {} }
  const best = better(now.best, { epoch, value: validation.value, snapshot: { params, state } })
  return {
    training: now.training,
    position: { epoch, batch: 0 },
    running: { loss: 0, rows: 0 },
    history: [...now.history, { epoch, loss, ...validation }],
    best,
    stopped: null,
  }
}

/** Whether a run is over by its own limits; a saved run may be given new ones. */
export const reasonToStop = <P, S, T>(
  { epochs, patience }: { readonly epochs: number; readonly patience: number | null },
  now: Fit<P, S, T>,
): Reason | null => {
  if (now.position.batch > 0 || now.stopped?.reason === 'diverged') return now.stopped
  if (now.position.epoch > 0 && exhausted(now.best, now.position.epoch, patience)) return { reason: 'patience' }
  return now.position.epoch >= epochs ? { reason: 'epochs' } : null
}

/** The pure step of a run: one signal, one new state. */
export const advanceFit =
  <P, S, T, B>(options: FitOptions<P, S, T, B>) =>
  (now: Fit<P, S, T>, signal: Signal<B>): Fit<P, S, T> => {
    if (signal._tag === 'Batch') return takeBatch(options, now, signal.batch, signal.rows)
    const next = endEpoch(options, now)
    return { ...next, stopped: reasonToStop(options, next) }
  }

/**
 * Trains on shuffled batches of `dataset` from a state on, and emits the state after every batch and every epoch; the
 * last one carries why it stopped. The stream is pulled: whoever unsubscribes stops it between two steps.
 * Law: a run resumed from any emitted state ends as the run that was never stopped.
 */
export const fit =
  <P, S, T, B>(options: FitOptions<P, S, T, B> & { readonly size: number; readonly key: Key }) =>
  (dataset: Dataset<B>, start: Fit<P, S, T>): Observable<Fit<P, S, T>> => {
    const stopped = reasonToStop(options, start)
    if (stopped !== null) return from([{ ...start, stopped }])
    const source = signals(dataset, { size: options.size, key: options.key, from: start.position })
    return from(paced(source)).pipe(
      scan(advanceFit(options), { ...start, stopped: null }),
      takeWhile((now) => now.stopped === null, true),
    )
  }

/** What a run leaves: its last state, its best epoch and why it ended. Without any finished epoch best is last. */
export const outcome = <P, S, T>({ training, best, stopped, history }: Fit<P, S, T>) => {
  const last: Best<Snapshot<P, S>> = {
    epoch: history.length,
    value: history.at(-1)?.value ?? Number.NaN,
    snapshot: { params: training.params, state: training.state },
  }
  return { last, best: best ?? last, reason: stopped }
}
