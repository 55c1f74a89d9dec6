/** Every operator by name. Total: the laws quantify over it, so that none is forgotten. */
import type { OperatorFunction } from 'rxjs'
import { batches } from './batches.js'
import { checkpointEvery } from './checkpointEvery.js'
import { detectDrift } from './detectDrift.js'
import { learnOne } from './learnOne.js'
import { limitRate } from './limitRate.js'
import { predictOne } from './predictOne.js'
import { prequential } from './prequential.js'
import { rollingMetrics } from './rollingMetrics.js'
import { shuffleBuffer } from './shuffleBuffer.js'
import { stopEarly } from './stopEarly.js'
import { train } from './train.js'
import { validate } from './validate.js'
import { window } from './window.js'
import { withDelayedLabels } from './withDelayedLabels.js'

export type OperatorName =
  | 'batches'
  | 'shuffleBuffer'
  | 'window'
  | 'train'
  | 'validate'
  | 'stopEarly'
  | 'checkpointEvery'
  | 'limitRate'
  | 'learnOne'
  | 'predictOne'
  | 'prequential'
  | 'withDelayedLabels'
  | 'detectDrift'
  | 'rollingMetrics'

export interface OperatorEntry {
  /** Any items, records with offsets, states of a run, or what `validate` emits. */
  readonly takes: 'items' | 'records' | 'states' | 'validated'
  readonly make: (...options: any) => OperatorFunction<any, any>
}

/** Every operator by name. */
export const operators: { readonly [N in OperatorName]: OperatorEntry } = {
  batches: { takes: 'items', make: batches },
  shuffleBuffer: { takes: 'items', make: shuffleBuffer },
  window: { takes: 'items', make: window },
  train: { takes: 'items', make: train },
  validate: { takes: 'states', make: validate },
  stopEarly: { takes: 'validated', make: stopEarly },
  checkpointEvery: { takes: 'states', make: checkpointEvery },
  limitRate: { takes: 'items', make: limitRate },
  learnOne: { takes: 'records', make: learnOne },
  predictOne: { takes: 'records', make: predictOne },
  prequential: { takes: 'records', make: prequential },
  withDelayedLabels: { takes: 'records', make: withDelayedLabels },
  detectDrift: { takes: 'records', make: detectDrift },
  rollingMetrics: { takes: 'records', make: rollingMetrics },
}
