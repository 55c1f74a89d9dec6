/** Laws of streams: batches, order, data sets, training, whole runs. */
import type { AsyncLaw, Law } from './law.js'
import { sourceLaws } from './sources.js'
import { augmentingLaws } from './streams/augmenting.js'
import { batchLaws } from './streams/batches.js'
import { boundedLaws, bufferLaws } from './streams/buffers.js'
import { divergenceLaws } from './streams/divergence.js'
import { runLaws } from './streams/run.js'
import { sourceCases } from './streams/sourceCases.js'
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
  ...bufferLaws,
]

/** All laws of sources, which take their time. */
export const sourcesLaws: readonly AsyncLaw[] = [...sourceCases.flatMap(sourceLaws), ...boundedLaws]
