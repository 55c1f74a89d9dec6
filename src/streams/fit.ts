/** A whole training run as one fold: batches, epochs, validation, early stopping. */
import { type Observable, of, scan, takeWhile } from 'rxjs'
import type { Key } from '../core/key.js'
import { scalar } from '../core/tensor.js'
import { fold } from '../engine/fold.js'
import { readScalar } from '../engine/read.js'
import type { Optimizer } from '../optim/optimizer.js'
import { advance, type Objective, type Training, watchedStep } from './advance.js'
import type { Dataset } from './dataset.js'
import { explainDivergence, staysFinite } from './diverge.js'
import type { Fit, Reason, Snapshot, Validation } from './fitState.js'
import { paced } from './paced.js'
import { type Position, type Signal, signals } from './signals.js'
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
  /**
   * After what a state is emitted: after every batch and every epoch (the default), or after as many batches as fit into
   * `pace` and every epoch. The states are among those of the former, bit for bit; small steps go several times as fast.
   */
  readonly emits?: 'batches' | 'slices'
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

/** As many batches as come before `until`, in one fold, or up to the end of their epoch; the signal that is left. */
const takeBatches = <P, S, T, B>(options: FitOptions<P, S, T, B>) => {
  const steps = fold(watchedStep(options.objective, options.optimizer))
  return (
    now: Fit<P, S, T>,
    source: Iterator<Signal<B>>,
    until: number,
  ): { readonly taken: Fit<P, S, T>; readonly count: number; readonly finite: boolean; readonly left?: Signal<B> } => {
    const { training, position, running } = now
    let [count, rows] = [0, 0]
    let left: Signal<B> | undefined
    function* batches() {
      do {
        const signal = source.next().value as Signal<B>
        if (signal._tag === 'EpochEnd') {
          left = signal
          return
        }
        count++
        rows += signal.rows
        yield { batch: signal.batch, rows: scalar(signal.rows, 'f64') }
      } while (performance.now() < until)
    }
    const after = steps({ training, loss: scalar(running.loss, 'f64'), broken: scalar(0, 'f64') }, batches())
    const taken = {
      ...now,
      training: after.training,
      position: { epoch: position.epoch, batch: position.batch + count },
      running: { loss: readScalar(after.loss), rows: running.rows + rows },
    }
    return { taken, count, finite: readScalar(after.broken) === 0, ...(left === undefined ? {} : { left }) }
  }
}

/** The states of a run after each slice of time; where numbers break, the batches since the last are taken one by one. */
function* inSlices<P, S, T, B>(
  options: FitOptions<P, S, T, B>,
  signalsFrom: (position: Position) => Generator<Signal<B>>,
  start: Fit<P, S, T>,
  pace: number,
): Generator<Fit<P, S, T>> {
  const [one, many] = [advanceFit(options), takeBatches(options)]
  const source = signalsFrom(start.position)
  try {
    for (let now = start; now.stopped === null; ) {
      const { taken, count, finite, left } = many(now, source, performance.now() + pace)
      if (finite) now = taken
      else {
        const again = signalsFrom(now.position)
        for (let i = 0; i < count && now.stopped === null; i++) now = one(now, again.next().value)
      }
      if (count > 0) yield now
      if (left !== undefined && now.stopped === null) {
        now = one(now, left)
        yield now
      }
    }
  } finally {
    source.return(undefined)
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
    const { epochs, patience, size, key, pace = 30, emits = 'batches' } = options
    if (!(epochs >= 0)) throw new RangeError(`fit: epochs must be at least 0, got ${epochs}`)
    if (patience !== null && !(patience >= 1)) throw new RangeError(`fit: patience must be at least 1, got ${patience}`)
    const signalsFrom = (from: Position) => signals(dataset, { size, key, from })
    const source = signalsFrom(start.position)
    const stopped = reasonToStop(options, start)
    if (stopped !== null) return of({ ...start, stopped })
    const fresh = { ...start, stopped: null }
    if (emits === 'slices') return paced({ [Symbol.iterator]: () => inSlices(options, signalsFrom, fresh, pace) }, pace)
    return paced(source, pace).pipe(
      scan(advanceFit(options), fresh),
      takeWhile((now) => now.stopped === null, true),
    )
  }
