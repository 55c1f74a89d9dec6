/** The laws of online learning hold. */
import { onlineLaws } from '../../../laws/streams/online.js'
import { prove } from '../../prove.js'

prove('laws of online learning', onlineLaws, { runs: 8 })
