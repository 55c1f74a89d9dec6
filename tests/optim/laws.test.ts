/** The laws of optimizers, transforms and schedules hold. */
import { optimLaws } from '../../laws/optim.js'
import { prove } from '../prove.js'

prove('laws of optimizers', optimLaws, { runs: 30 })
