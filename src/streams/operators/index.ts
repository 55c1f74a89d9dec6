/** Operators on streams: one a file. */
export { type BatchOptions, batches, batchMachine } from './batches.js'
export { type CheckpointOptions, checkpointEvery } from './checkpointEvery.js'
export {
  type DelayedCounts,
  type DelayedEvent,
  type DelayedOptions,
  type DelayedState,
  delayedMachine,
  type Joined,
} from './delayed.js'
export {
  absoluteError,
  type DetectDriftOptions,
  type DriftState,
  detectDrift,
  driftAware,
  driftMachine,
  type Watched,
  wrong,
} from './detectDrift.js'
export { learnMachine, learnOne, type MaybeLabelled } from './learnOne.js'
export { limitRate, limitSource, type RateOptions, type TokenBucket, takeToken } from './limitRate.js'
export {
  asMachine,
  type Emission,
  inTurn,
  type Machine,
  type OneToOne,
  operatorOf,
  type Place,
  resumable,
  type Stated,
  stated,
} from './machine.js'
export { type Predicted, predictOne } from './predictOne.js'
export { prequential, prequentialChunks, prequentialMachine, type Tested } from './prequential.js'
export { type OperatorEntry, type OperatorName, operators } from './registry.js'
export { type Over, type Rolling, type RollingOptions, type RollingState, rolling, type Scored } from './rolling.js'
export {
  type Measured,
  metricsMachine,
  type RollingMetricsOptions,
  rollingMetrics,
  scoredBy,
  scoredNumber,
} from './rollingMetrics.js'
export { type ShuffleBufferOptions, type ShuffleBufferState, shuffleBuffer, shuffleMachine } from './shuffleBuffer.js'
export type { Sparse } from './sparse.js'
export { beginStopping, type Stoppable, type Stopping, stopEarly, stopStep } from './stopEarly.js'
export { train } from './train.js'
export { type Validated, type ValidateOptions, validate } from './validate.js'
export {
  type CountWindow,
  type CountWindowState,
  type TimeWindow,
  type TimeWindowState,
  type Window,
  window,
  windowMachine,
} from './window.js'
export {
  type DelayedEmission,
  type LateLabel,
  type WithDelayedLabels,
  withDelayedLabels,
} from './withDelayedLabels.js'
