/**
 * Fluxion: functional, immutable deep learning.
 *
 * Here are tensors and their operations, derivatives, optimizers, engines, models, losses and metrics. Layers are the
 * namespace `layers` (several share their name with an operation); data, streams, files and laws have entries of their
 * own: `fluxion/data`, `fluxion/streams`, `fluxion/io`, `fluxion/laws`.
 */
export * from './core/index.js'
export * from './engine/index.js'
export * from './grad/index.js'
export * from './models/index.js'
export * as layers from './models/layers/index.js'
export * from './ops/index.js'
/** Both the op and the neutral optimizer are called `identity`; the op keeps the name here. */
export { identity } from './ops/index.js'
export * from './optim/index.js'
export { identity as identityTransform } from './optim/index.js'
