/** Laws as data, and one call each to prove your own op, loss and optimizer. */
export * from './arbitrary.js'
export { derivativeLaws, diffLaws } from './diff.js'
export { type Checking, check, type Law, law } from './law.js'
export { lossLaws } from './losses.js'
export { opLaws } from './ops.js'
export { optimizerLaws } from './optim.js'
