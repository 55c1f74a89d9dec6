/** A whole training run as one fold: batches, epochs, validation, early stopping. */
import { type Observable, of, scan, takeWhile } from 'rxjs'
import type { Key } from '../core/key.js'
import { readScalar } from '../engine/read.js'
import type { Optimizer } from '../optim/optimizer.js'
import { advance, type Objective, type Training } from './advance.js'
import type { Dataset } from './dataset.js'
import { explainDivergence, staysFinite } from './diverge.js'
import type { Fit, Reason, Snapshot, Validation } from './fitState.js'
import { paced } from './paced.js'
import { type Signal, signals } from './signals.js'
import { better, exhausted } from './stopEarly.js'

export interface FitOptions<P, S, T, B> {
  readonly objective: Objective<P, S, B>
  readonly optimizer: Optimizer<P, T>
  /** Measures the model after an epoch; without it early stopping watches the training loss. */
  readonly validate?: (snapshot: Snapshot<P, S>) => Validation
  /** At most so many epochs in all. */
  readonly epochs: number
  /** Stop after so many epochs, at least 1, without a better value; `null` is never. */
  readonly patience: number | null
}

/** How `fit` goes through the data. */
export interface FitOrder {
  /** Examples in a batch. */
  readonly size: number
  /** Of the order of examples; that of dropout is in the state. */
  readonly key: Key
  /** Milliseconds after which the thread is handed back (default 30). With `Infinity` the run ends in `subscribe`. */
  readonly pace?: number
}

type Advance<P, S, T, B> = (now: Training<P, S, T>, batch: B) => Training<P, S, T>

const takeBatch = <P, S, T, B>(
  { objective, optimizer }: FitOptions<P, S, T, B>,
  next: Advance<P, S, T, B>,
  now: Fit<P, S, T>,
  batch: B,
  rows: number,
): Fit<P, S, T> => {
  const training = next(now.training, batch)
  if (!staysFinite(training)) {
    const message = explainDivergence(objective, optimizer)(now.training, batch)
    return { ...now, stopped: { reason: 'diverged', step: readScalar(training.step), message } }
  }
  return {
    ...now,
    training,
    position: { epoch: now.position.epoch, batch: now.position.batch + 1 },
    running: { loss: now.running.loss + readScalar(training.loss) * rows, rows: now.running.rows + rows },
  }
}

const endEpoch = <P, S, T, B>(options: FitOptions<P, S, T, B>, now: Fit<P, S, T>): Fit<P, S, T> => {
  const { params, state } = now.training
  const epoch = now.position.epoch + 1
  const loss = now.running.loss / now.running.rows
  const { value, metrics } = options.validate?.({ params, state }) ?? { value: loss, metrics: {} }
  const best = better(now.best, { epoch, value, snapshot: { params, state } })
  return {
    training: now.training,
    position: { epoch, batch: 0 },
    running: { loss: 0, rows: 0 },
    history: [...now.history, { epoch, loss, value, metrics }],
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
export const advanceFit = <P, S, T, B>(
  options: FitOptions<P, S, T, B>,
): ((now: Fit<P, S, T>, signal: Signal<B>) => Fit<P, S, T>) => {
  const next = advance(options.objective, options.optimizer)
  return (now, signal) => {
    if (signal._tag === 'Batch') return takeBatch(options, next, now, signal.batch, signal.rows)
    const ended = endEpoch(options, now)
    return { ...ended, stopped: reasonToStop(options, ended) }
  }
}

/**
 * Trains on shuffled batches of `dataset` from a state on, and emits the state after every batch and every epoch; the
 * last one carries why it stopped. The stream is pulled: whoever unsubscribes stops it between two steps.
 * Law: a run resumed from any emitted state, with the same options and data, ends as the run that was never stopped.
 * Throws `RangeError` for a size, a number of epochs or a patience out of range, and for no data.
 */
export const fit =
  <P, S, T, B>(options: FitOptions<P, S, T, B> & FitOrder) =>
  (dataset: Dataset<B>, start: Fit<P, S, T>): Observable<Fit<P, S, T>> => {
    const { epochs, patience, size, key, pace } = options
    if (!(epochs >= 0)) throw new RangeError(`fit: epochs must be at least 0, got ${epochs}`)
    if (patience !== null && !(patience >= 1)) throw new RangeError(`fit: patience must be at least 1, got ${patience}`)
    const source = signals(dataset, { size, key, from: start.position })
    const stopped = reasonToStop(options, start)
    if (stopped !== null) return of({ ...start, stopped })
    return paced(source, pace).pipe(
      scan(advanceFit(options), { ...start, stopped: null }),
      takeWhile((now) => now.stopped === null, true),
    )
  }
