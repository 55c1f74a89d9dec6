/** The laws of sources hold. */
import { sourcesLaws } from '../../../laws/streams.js'
import { proveAsync } from '../../prove.js'

proveAsync('laws of sources', sourcesLaws, { runs: 40 })
