/** The laws of layers and initial values hold. */
import { allLayerLaws } from '../../laws/layers.js'
import { prove } from '../prove.js'

prove('laws of layers', allLayerLaws, { runs: 50 })
