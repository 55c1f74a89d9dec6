/** Laws of operators on streams: of all of them, and of each. */
import type { Law } from './law.js'
import { controlLaws } from './streams/control.js'
import { groupingLaws } from './streams/grouping.js'
import { operatorLaws } from './streams/operators.js'
import { testingLaws } from './streams/testing.js'

/** All laws of operators, over their registry. */
export const allOperatorLaws: readonly Law[] = [...operatorLaws, ...groupingLaws, ...controlLaws, ...testingLaws]
