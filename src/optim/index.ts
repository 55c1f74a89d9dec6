/** How parameters move: optimizers, the transforms they are made of, schedules. */
export { chain, chainMonoid, identity } from './chain.js'
export type { Counted } from './counter.js'
export { mapFloats } from './floats.js'
export { applyStep, type Optimizer, type OptimizerState } from './optimizer.js'
export { type AdaGradOptions, type AdaGradState, adaGrad } from './rules/adaGrad.js'
export { type AdamOptions, type AdamState, adam } from './rules/adam.js'
export { type GradientDescentOptions, gradientDescent } from './rules/gradientDescent.js'
export { type MomentumOptions, type MomentumState, momentum } from './rules/momentum.js'
export { nesterov } from './rules/nesterov.js'
export { type OptimizerEntry, type OptimizerFacts, type OptimizerName, optimizers } from './rules/registry.js'
export { type RmsPropOptions, type RmsPropState, rmsProp } from './rules/rmsProp.js'
export { constant } from './schedules/constant.js'
export { type ScheduleEntry, type ScheduleName, schedules } from './schedules/registry.js'
export type { Schedule } from './schedules/schedule.js'
export { type StepDecayOptions, stepDecay } from './schedules/stepDecay.js'
export {
  type AccumulateMomentumOptions,
  accumulateMomentum,
  type Velocity,
} from './transforms/accumulateMomentum.js'
export { clipByGlobalNorm } from './transforms/clipByGlobalNorm.js'
export { descend } from './transforms/descend.js'
export { globalNorm } from './transforms/globalNorm.js'
export { scale } from './transforms/scale.js'
export {
  type AccumulatedSquares,
  type AccumulatedSquaresOptions,
  scaleByAccumulatedSquares,
} from './transforms/scaleByAccumulatedSquares.js'
export { type Moments, type MomentsOptions, scaleByMoments } from './transforms/scaleByMoments.js'
export { type MeanSquare, type RmsOptions, scaleByRms } from './transforms/scaleByRms.js'
export { scaleBySchedule } from './transforms/scaleBySchedule.js'
