/** Laws of online learning: transforms, learners, and what is put around them. */
import type { Law } from '../law.js'
import { formulaLaws } from './online/formulas.js'
import { learnerLaws } from './online/learners.js'
import { transformLaws } from './online/transforms.js'

/** All laws of `src/streams/online`. */
export const onlineLaws: readonly Law[] = [...transformLaws, ...learnerLaws, ...formulaLaws]
