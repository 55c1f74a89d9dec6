/** The laws hold for every engine that is here. */
import { engineLaws, passLaws } from '../../laws/engine.js'
import { reference } from '../../src/engine/index.js'
import { prove } from '../prove.js'
import { engines } from './engines.js'

prove('laws of passes', passLaws, { runs: 20 })
for (const engine of engines)
  prove(`laws of the ${engine.name} engine`, engineLaws(engine), { runs: engine === reference ? 3 : 20 })
