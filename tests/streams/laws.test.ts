/** The laws of streams hold. */
import { streamLaws } from '../../laws/streams.js'
import { prove } from '../prove.js'

prove('laws of streams', streamLaws, { runs: 40 })
