/** The laws of layers and initial values hold. */
import { allInitialLaws, allLayerLaws } from '../../laws/layers.js'
import { prove } from '../prove.js'

// One run looks at 65,536 numbers: a deviation off by a hundredth fails in each.
const initial = new Set(allInitialLaws)
prove(
  'laws of layers',
  allLayerLaws.filter((law) => !initial.has(law)),
  { runs: 50 },
)
prove('laws of initial values', allInitialLaws, { runs: 10 })
