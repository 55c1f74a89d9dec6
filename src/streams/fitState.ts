/** What a training run is at any moment, and what it leaves. */
import type { Training } from './advance.js'
import type { Position } from './signals.js'
import type { Best } from './stopEarly.js'

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
/**
 * Why a run ended. A divergence names the step (from 1) that would have made loss, parameters or state NaN or infinite,
 * and where they stopped being finite. That step is not taken: the run keeps its last finite numbers.
 */
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

/** The run before its first step. */
export const beginFit = <P, S, T>(training: Training<P, S, T>): Fit<P, S, T> => ({
  training,
  position: { epoch: 0, batch: 0 },
  running: { loss: 0, rows: 0 },
  history: [],
  best: null,
  stopped: null,
})

/** What a run leaves: its last state, its best epoch and why it ended. Without any finished epoch best is last. */
export const outcome = <P, S, T>({ training, best, stopped, history }: Fit<P, S, T>) => {
  const last: Best<Snapshot<P, S>> = {
    epoch: history.length,
    value: history.at(-1)?.value ?? Number.NaN,
    snapshot: { params: training.params, state: training.state },
  }
  return { last, best: best ?? last, reason: stopped }
}
