/** The algebra of tensors holds. */
import { tensorLaws } from '../../laws/tensor.js'
import { prove } from '../prove.js'

prove('tensor algebra', tensorLaws)
