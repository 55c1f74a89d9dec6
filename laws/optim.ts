/** Laws of optimizers, transforms and schedules. */
export { chainLaws } from './optim/chain.js'
export { clipByValueLaws, clippingLaws, globalNormLaws } from './optim/clipping.js'
export { ftrlLaws, muonLaws } from './optim/muon.js'
export { type OptimizerClaims, optimizerLaws } from './optim/optimizer.js'
export { penaltyLaws } from './optim/penalties.js'
export { type Recurrence, recurrences } from './optim/recurrences.js'
export { gradientDescentLaws, optimizerRelations } from './optim/relations.js'
export { scheduleDefinitions, scheduledRateLaws, scheduleLaws, scheduleRelations } from './optim/schedules.js'
export { wrapperLaws } from './optim/wrappers.js'

import {
  clipByGlobalNorm,
  clipByNorm,
  gradientDescent,
  type OptimizerName,
  optimizers,
  schedules,
} from '../src/optim/index.js'
import type { Law } from './law.js'
import { chainLaws } from './optim/chain.js'
import { clipByValueLaws, clippingLaws, globalNormLaws } from './optim/clipping.js'
import { ftrlLaws, muonLaws } from './optim/muon.js'
import { optimizerLaws } from './optim/optimizer.js'
import { penaltyLaws } from './optim/penalties.js'
import { recurrences } from './optim/recurrences.js'
import { gradientDescentLaws, optimizerRelations } from './optim/relations.js'
import { scheduleDefinitions, scheduledRateLaws, scheduleLaws, scheduleRelations } from './optim/schedules.js'
import { wrapperLaws } from './optim/wrappers.js'

const names = Object.keys(optimizers) as readonly OptimizerName[]

/** All laws of `src/optim`, over its registries. */
export const optimLaws: readonly Law[] = [
  ...names.flatMap((name) => {
    const { make, facts } = optimizers[name]
    return [...optimizerLaws(name, make, { ...facts, recurrence: recurrences[name] }), ...scheduledRateLaws(name, make)]
  }),
  ...gradientDescentLaws('gradientDescent', (rate) => gradientDescent({ rate })),
  ...optimizerRelations,
  ...chainLaws,
  ...penaltyLaws,
  ...muonLaws,
  ...ftrlLaws,
  ...wrapperLaws,
  ...clippingLaws('clipByGlobalNorm', clipByGlobalNorm),
  ...clippingLaws('clipByNorm', clipByNorm, 'leaf'),
  ...clipByValueLaws,
  ...globalNormLaws,
  ...Object.entries(schedules).flatMap(([name, { make, domain, nonIncreasing, first, largest }]) =>
    domain.flatMap((options) =>
      scheduleLaws(`${name} ${JSON.stringify(options)}`, make(options), {
        nonIncreasing,
        first: first(options),
        largest: largest(options),
      }),
    ),
  ),
  ...scheduleDefinitions,
  ...scheduleRelations,
]
