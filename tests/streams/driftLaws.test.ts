/** The laws of drift detectors hold. */
import { allDetectorLaws } from '../../laws/drift.js'
import { prove } from '../prove.js'

prove('laws of drift detectors', allDetectorLaws, { runs: 10 })
