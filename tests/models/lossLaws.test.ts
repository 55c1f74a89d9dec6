/** The laws of losses hold. */
import { allLossLaws } from '../../laws/losses.js'
import { prove } from '../prove.js'

prove('laws of losses', allLossLaws, { runs: 40 })
