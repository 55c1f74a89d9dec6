/** How parameters move: optimizers, the transforms they are made of, schedules. */
export { chain, chainMonoid, identity } from './chain.js'
export type { Counted } from './counter.js'
export { mapFloats } from './floats.js'
export { applyStep, type Optimizer, type OptimizerState } from './optimizer.js'
export { type AdaDeltaOptions, type AdaDeltaState, adaDelta } from './rules/adaDelta.js'
export { type AdaGradOptions, type AdaGradState, adaGrad } from './rules/adaGrad.js'
export { type AdaMaxOptions, type AdaMaxState, adaMax } from './rules/adaMax.js'
export { type AdamOptions, type AdamState, adam } from './rules/adam.js'
export { type AdamWOptions, type AdamWState, adamW } from './rules/adamW.js'
export { type AmsGradState, amsGrad } from './rules/amsGrad.js'
export { type FtrlOptions, type FtrlState, ftrl } from './rules/ftrl.js'
export { type GradientDescentOptions, gradientDescent } from './rules/gradientDescent.js'
export { type LambState, lamb } from './rules/lamb.js'
export { type LionOptions, type LionState, lion } from './rules/lion.js'
export { type MomentumOptions, type MomentumState, momentum } from './rules/momentum.js'
export { type MuonOptions, type MuonState, muon } from './rules/muon.js'
export { type NAdamOptions, type NAdamState, nAdam } from './rules/nAdam.js'
export { nesterov } from './rules/nesterov.js'
export { type RAdamState, rAdam } from './rules/rAdam.js'
export { type OptimizerEntry, type OptimizerFacts, type OptimizerName, optimizers } from './rules/registry.js'
export { type RmsPropOptions, type RmsPropState, rmsProp } from './rules/rmsProp.js'
export { type RmsPropCentredState, rmsPropCentred } from './rules/rmsPropCentred.js'
export { type RmsPropMomentumOptions, type RmsPropMomentumState, rmsPropMomentum } from './rules/rmsPropMomentum.js'
export { constant } from './schedules/constant.js'
export { type CosineDecayOptions, cosineDecay } from './schedules/cosineDecay.js'
export { type CosineRestartsOptions, cosineRestarts } from './schedules/cosineRestarts.js'
export { type ExponentialDecayOptions, exponentialDecay } from './schedules/exponentialDecay.js'
export { type LinearOptions, linear } from './schedules/linear.js'
export { type OneCycleOptions, oneCycle } from './schedules/oneCycle.js'
export { type PolynomialDecayOptions, polynomialDecay } from './schedules/polynomialDecay.js'
export { type ScheduleEntry, type ScheduleName, schedules } from './schedules/registry.js'
export type { Schedule } from './schedules/schedule.js'
export { type Stretch, sequence } from './schedules/sequence.js'
export { type StepDecayOptions, stepDecay } from './schedules/stepDecay.js'
export { warmUp } from './schedules/warmUp.js'
export {
  type AccumulateMomentumOptions,
  accumulateMomentum,
  type Velocity,
} from './transforms/accumulateMomentum.js'
export { addL1 } from './transforms/addL1.js'
export { addNoise, type NoiseOptions, type NoiseState } from './transforms/addNoise.js'
export { addWeightDecay } from './transforms/addWeightDecay.js'
export { clipByGlobalNorm } from './transforms/clipByGlobalNorm.js'
export { clipByNorm } from './transforms/clipByNorm.js'
export { clipByValue } from './transforms/clipByValue.js'
export { descend } from './transforms/descend.js'
export { globalNorm } from './transforms/globalNorm.js'
export { type OrthogonalizeOptions, orthogonalize } from './transforms/orthogonalize.js'
export { scale } from './transforms/scale.js'
export {
  type AccumulatedSquares,
  type AccumulatedSquaresOptions,
  scaleByAccumulatedSquares,
} from './transforms/scaleByAccumulatedSquares.js'
export { type MeanAndSquare, scaleByDeviation } from './transforms/scaleByDeviation.js'
export { type MaxGradient, scaleByMaxGradient } from './transforms/scaleByMaxGradient.js'
export { type MaxMoments, scaleByMaxMoments } from './transforms/scaleByMaxMoments.js'
export { type Moments, type MomentsOptions, scaleByMoments } from './transforms/scaleByMoments.js'
export {
  type NesterovMoments,
  type NesterovMomentsOptions,
  scaleByNesterovMoments,
} from './transforms/scaleByNesterovMoments.js'
export { scaleByRectifiedMoments } from './transforms/scaleByRectifiedMoments.js'
export { type MeanSquare, type RmsOptions, scaleByRms } from './transforms/scaleByRms.js'
export { scaleBySchedule } from './transforms/scaleBySchedule.js'
export { type MeanGradient, type SignOptions, scaleBySign } from './transforms/scaleBySign.js'
export { type StepSizes, type StepSizesOptions, scaleByStepSizes } from './transforms/scaleByStepSizes.js'
export { scaleByTrustRatio } from './transforms/scaleByTrustRatio.js'
export { type Accumulated, accumulate } from './wrappers/accumulate.js'
export {
  type Averaged,
  averagedParams,
  type ExponentialAverageOptions,
  exponentialAverage,
  polyakAverage,
} from './wrappers/average.js'
export { type LookAheadOptions, type LookedAhead, lookAhead } from './wrappers/lookAhead.js'
export { type GroupOf, perGroup } from './wrappers/perGroup.js'
export {
  type OnPlateau,
  type OnPlateauState,
  onPlateau,
  type Plateau,
  type PlateauOptions,
  type PlateauState,
  plateau,
} from './wrappers/plateau.js'
