/** Laws of streams: batches, order, data sets, training, whole runs. */
import type { Law } from './law.js'
import { augmentingLaws } from './streams/augmenting.js'
import { batchLaws } from './streams/batches.js'
import { divergenceLaws } from './streams/divergence.js'
import { runLaws } from './streams/run.js'
import { stoppingLaws } from './streams/stopping.js'
import { trainingLaws } from './streams/training.js'

/** All laws of `fluxion/streams`. */
export const streamLaws: readonly Law[] = [
  ...batchLaws,
  ...augmentingLaws,
  ...trainingLaws,
  ...runLaws,
  ...stoppingLaws,
  ...divergenceLaws,
]
