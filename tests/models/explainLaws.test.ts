/** The laws of explanations hold. */
import { explainLaws } from '../../laws/explain.js'
import { prove } from '../prove.js'

prove('laws of explanations', explainLaws, { runs: 15 })
