/** Training as streams. */
export { advance, begin, type Objective, step, type Training } from './advance.js'
export { batches } from './batches.js'
export { type Dataset, type Example, examples, inOrder, rowsOf, subset } from './dataset.js'
export {
  advanceFit,
  beginFit,
  type Epoch,
  type Fit,
  type FitOptions,
  fit,
  outcome,
  type Reason,
  reasonToStop,
  type Snapshot,
  type Validation,
} from './fit.js'
export { imagesOf } from './images.js'
export { predict } from './predict.js'
export { type Progress, withProgress } from './progress.js'
export { epochOrder, shuffle } from './shuffle.js'
export { type Position, paced, type Signal, signals } from './signals.js'
export { type Best, better, exhausted } from './stopEarly.js'
export {
  classesOfLogits,
  probabilitiesOfLogits,
  type ScoreOptions,
  type Scores,
  score,
  scoreOutputs,
  supervised,
} from './supervised.js'
export { train } from './train.js'
