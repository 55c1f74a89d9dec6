/** Laws of an engine: it gives the numbers of the reference, whatever runs and in whatever order. */
import type { Engine } from '../src/engine/index.js'
import { agreementLaws } from './engine/agreement.js'
import { alongLaws } from './engine/along.js'
import { cacheLaws } from './engine/cache.js'
import { elementaryLaws } from './engine/elementary.js'
import { epilogueLaws } from './engine/epilogues.js'
import { foldLaws } from './engine/fold.js'
import { indexLaws } from './engine/indices.js'
import { memoryLaws } from './engine/memory.js'
import { ownOpLaws } from './engine/own.js'
import { productLaws } from './engine/products.js'
import { programLaws } from './engine/programs.js'
import { sizeLaws } from './engine/sizes.js'
import { specialLaws } from './engine/special.js'
import type { Law } from './law.js'

export { passLaws } from './engine/passes.js'

/**
 * What holds of every engine. Numbers are compared with the reference's within the table of `engine/closeness.ts`.
 *
 * @example for (const law of engineLaws(best())) test(law.name, () => check(law, { runs: 20 }))
 */
export const engineLaws = (engine: Engine): readonly Law[] => [
  ...agreementLaws(engine),
  ...specialLaws(engine),
  ...elementaryLaws(engine),
  ...sizeLaws(engine),
  ...alongLaws(engine),
  ...productLaws(engine),
  ...epilogueLaws(engine),
  ...indexLaws(engine),
  ...programLaws(engine),
  ...memoryLaws(engine),
  ...ownOpLaws(engine),
  ...foldLaws(engine),
  ...cacheLaws(engine),
]
