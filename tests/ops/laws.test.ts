/** The laws hold for every op of the registry, in every case of its domain. */
import { opLaws } from '../../laws/ops.js'
import { ops } from '../../src/ops/index.js'
import { prove } from '../prove.js'

for (const op of Object.values(ops)) prove(`laws of ${op.name}`, opLaws(op), { runs: 50 })
