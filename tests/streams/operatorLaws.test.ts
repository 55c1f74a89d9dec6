/** The laws of operators on streams hold. */
import { allOperatorLaws } from '../../laws/operators.js'
import { prove } from '../prove.js'

prove('laws of operators', allOperatorLaws, { runs: 12 })
