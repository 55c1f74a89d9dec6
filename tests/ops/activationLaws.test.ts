/** The laws of activations hold. */
import { allActivationLaws } from '../../laws/activations.js'
import { prove } from '../prove.js'

prove('laws of activations', allActivationLaws, { runs: 10 })
